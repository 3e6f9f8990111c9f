"""Writes bodies with Python's verdict on them, one a line: "+" or "-" and the body in Base64.

Accepted is what Python's own parser takes as an object or an array of objects, all of them flat, with the rules that its
hooks add: no name twice, no NaN, no infinite number, no half of a surrogate pair, UTF-8 without a byte order mark. With the
argument "nested" values may be objects and arrays too, in which a name may stand twice.
"""
import base64
import json
import math
import random
import sys

SEEDS = [
    b'{}', b'[]', b'[{}]', b'[{"a":1},{"b":"x"}]', b' [ { "a" : null , "b" : true } ] ', b'[{"a":1.5e-3,"b":-0,"c":0.0}]',
    b'[{"a":"\\u00e9\\ud83d\\ude00\\n\\"\\\\\\/"}]', '[{"a":"é😀\u2028","ключ":"x"}]'.encode(), b'[{"a":"x","\\u0061":"y"}]',
    b'[{"a":01}]', b'[{"a":+1}]', b'[{"a":.5}]', b'[{"a":5.}]', b'[{"a":1e}]', b'[{"a":1e999}]', b'[{"a":-1e+308}]',
    b'[{"a":NaN}]', b'[{"a":Infinity}]', b'[{"a":"\\ud800"}]', b'[{"a":"\\udc00\\ud800"}]', b'[{"a":"\\x"}]', b'[{"a":"\t"}]',
    b'[{"a":"\x00"}]', b'[{"a":"\x7f"}]', b'[{"a":1,}]', b'[{"a":1},]', b"[{'a':1}]", b'[{a:1}]', b'[{"a":1}] x', b'\xef\xbb\xbf[]',
    b'[{"a":"\xff"}]', b'[{"a":"\xc0\x80"}]', b'[{"a":"\xed\xa0\x80"}]', b'[{"a":"\xf4\x90\x80\x80"}]', b'[{"a":"\xf0\x9f\x98"}]',
    b'[{"a":"\xe2\x82\xac\xf4\x8f\xbf\xbf"}]', b'[{"a":"\xe0\x80\x80"}]', b'\xff\xfe[\x00]\x00', b'[', b'{', b'"', b'', b' ', b'null',
    b'1', b'[1]', b'[[]]', b'[{"a":{}}]', b'[{"a":[]}]', b'[{"a":tru}]', b'[{"a":nul', b'[{"a":true1}]', b'[{"a" 1}]',
    b'[{"a":1 "b":2}]', b'[{"a":1}{"b":2}]', b'// x\n[]', b'[{"a":"' + b'9' * 400 + b'"}]', b'[{"a":' + b'9' * 400 + b'}]',
    b'[{"a":' + b'0.' + b'9' * 400 + b'}]', b'\x0b[]', b'\xc2\xa0[]', b'[{"a":\x0c1}]', b'[{"a":1}]\x00',
]
NESTED_SEEDS = [
    b'[{"a":{}}]', b'[{"a":[]}]', b'[{"a":{"b":[1,-2.5e3,null,true,false,"x"]},"c":1}]', b'[{"a":[{"b":{"c":[[]]}}]}]',
    b' [ { "a" : { "b" : [ 1 , { } ] , "c" : "\\u00e9" } } ] ', b'{"a":{"b":1}}', b'[{"a":{"b":1,"b":2}}]',
    b'[{"a":["\\ud83d\\ude00"]}]', b'[{"a":["\\ud800"]}]', b'[{"a":{"\\ud800":1}}]', b'[{"a":[1e999]}]', b'[{"a":[NaN]}]',
    b'[{"a":[01]}]', b'[{"a":[1,]}]', b'[{"a":{"b":1,}}]', b'[{"a":{b:1}}]', b'[{"a":[1}]', b'[{"a":{"b":1]}]', b'[{"a":[}]',
    b'[{"a":{"b"}}]', b'[{"a":[1 2]}]', b'[{"a":[tru]}]', b'[{"a":["\xff"]}]', b'[{"a":[]]}]',
]
ALPHABET = b'{}[]",:\\ \t\n\r0123456789.-+eEtrufalsn"abcdu\x00\x1f\x7f\x80\xbf\xc2\xe2\xed\xf0\xff'


def refuse(*_):
    raise ValueError


def flat(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError
    for name, value in pairs:
        if isinstance(value, (list, dict)):
            raise ValueError
        for text in (name, value):
            if isinstance(text, str):
                text.encode("utf-8")
    return dict(pairs)


def check_text(value):
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, Pairs):
        for name, member in value.pairs:
            check_text(name)
            check_text(member)
    elif isinstance(value, list):
        for item in value:
            check_text(item)


class Pairs:
    def __init__(self, pairs):
        self.pairs = pairs


def nested_accepted(body):
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=Pairs, parse_constant=refuse, parse_float=finite, parse_int=finite)
        check_text(value)
    except ValueError:
        return False
    records = [value] if isinstance(value, Pairs) else value
    return isinstance(records, list) and all(
        isinstance(record, Pairs) and len({name for name, _ in record.pairs}) == len(record.pairs) for record in records)


def finite(text):
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value


def accepted(body):
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=flat, parse_constant=refuse, parse_float=finite, parse_int=finite)
    except ValueError:
        return False
    return isinstance(value, dict) or (isinstance(value, list) and all(isinstance(item, dict) for item in value))


def bodies(seeds, changed):
    yield from seeds
    dice = random.Random(20261124)
    for _ in range(20000):
        body = bytearray(dice.choice(changed))
        for _ in range(dice.randint(1, 3)):
            place = dice.randint(0, len(body))
            action = dice.randint(0, 2)
            if action == 0:
                body[place:place] = bytes([dice.choice(ALPHABET)])
            elif action == 1:
                del body[place:place + 1]
            else:
                body[place:place + 1] = bytes([dice.choice(ALPHABET)])
        yield bytes(body)


if sys.argv[1:] == ["nested"]:
    verdict, chosen = nested_accepted, bodies(SEEDS + NESTED_SEEDS, SEEDS[:4] + NESTED_SEEDS[:8])
else:
    verdict, chosen = accepted, bodies(SEEDS, SEEDS[:16] + SEEDS[32:38])
for body in chosen:
    print("+" if verdict(body) else "-", base64.b64encode(body).decode())

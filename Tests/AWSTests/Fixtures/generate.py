#!/usr/bin/env python3
"""Writes the fixtures of AWSTests beside itself, with botocore's answers in them.

Run it with a Python that has botocore, and look at the difference before committing it:

    python3 Tests/AWSTests/Fixtures/generate.py
"""

import datetime
import hashlib
import json
import pathlib
import tempfile
from unittest import mock

import botocore
import botocore.auth
import botocore.awsrequest
import botocore.compat
import botocore.configloader
import botocore.config
import botocore.credentials
import botocore.session
import botocore.utils

HERE = pathlib.Path(__file__).parent
NOW = datetime.datetime(2026, 11, 22, 3, 0, 2)
KEY = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "FwoGZXIvYXdzEXAMPLE//////////wEaDEXAMPLE+token=="

# Names that a bucket can hold, and that a signature has been got wrong for by somebody.
KEYS = [
    "plain.json",
    "exports/2019-06-25.json",
    "red flower.jpg",
    " leading and trailing ",
    "a+b",
    "a=b&c=d",
    "100%",
    "already%20encoded",
    "%2F",
    "%zz",
    "a//b",
    "//",
    "/leading",
    "trailing/",
    "../x",
    "a/../b",
    "./a/./b",
    "..",
    "quote'single",
    'quote"double',
    "a?b#c",
    "semi;colon:comma,at@",
    "(brackets)[square]{curly}",
    "star*bang!dollar$",
    "tilde~dash-dot.under_",
    "back\\slash|pipe^caret`tick",
    "<less>&amp;",
    "tab\there",
    "line\nfeed\rreturn",
    "bell\x07escape\x1bdelete\x7f",
    "é precomposed",
    "e\u0301 decomposed",
    "ключ/文件/مفتاح",
    "emoji 😀👩‍👩‍👧.json",
    "non\u00a0breaking\u2028separator",
    "x" * 900,
]

QUERIES = [
    "list-type=2&encoding-type=url&max-keys=1000&prefix=",
    "list-type=2&prefix=a%20b%2Fc%2B%3D%25&encoding-type=url",
    "list-type=2&continuation-token=1%2Fabc%2BDEF%3D%3D",
    "prefix=%F0%9F%98%80&list-type=2",
    "z=1&a=2&M=3",
    "b=2&a=1&b=1",
    "a=&b",
    "location",
    "acl&",
    "a=1&&b=2",
    "=value",
    "a=b=c",
    "A=1&a=1",
    "a-b=1&a.b=2&a_b=3&a~b=4&ab=5",
    "a=%2F&a=%2B&a=%20&a=-",
    "a1=x&a=y&a%20=z",
    "prefix=%0A%0D%09%00",
    "prefix=%27%22",
    "key=%25zz",
    "delimiter=%2F&prefix=..%2F%2F",
]

# Paths that services other than S3 normalise and encode once more.
SERVICE_PATHS = [
    "/",
    "",
    "/a/b",
    "/a//b",
    "/a/../b",
    "/./a/./b/",
    "/../..",
    "/a%20b",
    "/%2F",
    "/a%2Bb%3D",
    "/%F0%9F%98%80",
    "/~user/-._",
    "/a/",
    "//",
]

HEADERS = [
    [["Range", "bytes=100-"], ["If-Match", '"0123456789abcdef0123456789abcdef"']],
    [["If-Match", "  two   spaces  "], ["X-Amz-Meta-Name", "a  b\tc"]],
    [["X-Amz-Meta-A", "1"], ["x-amz-meta-a", "2"], ["X-AMZ-META-B", ""]],
    [["User-Agent", "logship/1"], ["Expect", "100-continue"], ["Connection", "close"], ["Accept", "*/*"]],
    [["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"]],
    [["Host", "vpce-1.s3.eu-west-1.vpce.amazonaws.com"]],
]


def answer(name, service, method, url, headers=(), body="", region="eu-west-1", token=False):
    request = botocore.awsrequest.AWSRequest(method=method, url=url, data=body.encode())
    for key, value in headers:
        request.headers.add_header(key, value)
    credentials = botocore.credentials.Credentials(KEY, SECRET, TOKEN if token else None)
    kind = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    signer = kind(credentials, service, region)
    with mock.patch("botocore.auth.get_current_datetime", lambda *_: NOW):
        signer.add_auth(request)
    added = {}
    for key in ("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-SHA256"):
        if key in request.headers:
            added[key] = request.headers[key]
    return {
        "name": name,
        "service": service,
        "region": region,
        "method": method,
        "url": url,
        "headers": [list(pair) for pair in headers],
        "payloadHash": hashlib.sha256(body.encode()).hexdigest(),
        "token": token,
        "added": added,
    }


def signatures():
    requests = []
    for key in KEYS:
        path = botocore.utils.percent_encode(key, safe="/~")
        requests.append(answer(f"object {key!a:.60}", "s3", "GET", f"https://audit.s3.eu-west-1.amazonaws.com/{path}"))
    for query in QUERIES:
        url = f"https://audit.s3.eu-west-1.amazonaws.com/?{query}"
        requests.append(answer(f"s3 query {query}", "s3", "GET", url))
    for query in QUERIES[::3]:
        url = f"https://iam.amazonaws.com/?{query}"
        requests.append(answer(f"iam query {query}", "iam", "GET", url, region="us-east-1"))
    for path in SERVICE_PATHS:
        url = f"https://sts.eu-west-1.amazonaws.com{path}"
        requests.append(answer(f"sts path {path}", "sts", "GET", url))
    for number, headers in enumerate(HEADERS):
        url = "https://s3.eu-west-1.amazonaws.com/dotted.name/a%20b"
        requests.append(answer(f"s3 headers {number}", "s3", "GET", url, headers, token=number % 2 == 0))
        requests.append(answer(f"sts headers {number}", "sts", "POST", "https://sts.amazonaws.com/", headers, "a=b"))
    form = "Action=GetWebIdentityToken&Version=2011-06-15&Audience.member.1=api%3A%2F%2FAzureADTokenExchange"
    for token in (False, True):
        requests.append(answer("sts form", "sts", "POST", "https://sts.us-gov-west-1.amazonaws.com/", body=form,
                               region="us-gov-west-1", token=token))
        requests.append(answer("iam form", "iam", "POST", "https://iam.amazonaws.com/", body="Action=ListUsers",
                               region="us-east-1", token=token))
    for url in (
        "http://127.0.0.1:9000/audit/a",
        "http://localhost:80/audit/a",
        "https://Minio.Example.COM:443/audit/a",
        "https://minio.example.com:8443/audit?list-type=2",
        "http://[::1]:9000/audit/a",
        "https://audit.s3.cn-north-1.amazonaws.com.cn/a",
    ):
        requests.append(answer(f"host of {url}", "s3", "GET", url))
    requests.append(answer("head", "s3", "HEAD", "https://audit.s3.eu-west-1.amazonaws.com/"))
    requests.append(answer("put", "s3", "PUT", "https://audit.s3.eu-west-1.amazonaws.com/a", body="some bytes"))
    return {
        "botocore": botocore.__version__,
        "time": int(NOW.replace(tzinfo=datetime.timezone.utc).timestamp()),
        "accessKeyId": KEY,
        "secretAccessKey": SECRET,
        "sessionToken": TOKEN,
        "requests": requests,
    }


def encodings():
    decoded = ["a+b", "a%20b", "a%2Bb", "100%25", "%zz", "%", "%2", "%E2%82%AC", "a%2Fb/c", "%0A%00", "+%2B+", "",
               "%f0%9f%98%80", "é%C3%A9"]
    return {
        "keys": [{"key": key, "path": botocore.utils.percent_encode(key, safe="/~")} for key in KEYS],
        "listed": [{"listed": text, "key": botocore.compat.unquote_str(text)} for text in decoded],
    }


INI = [
    "[default]\naws_access_key_id = AKIA1\naws_secret_access_key = a/b+c=d\n",
    "[profile audit]\nregion=eu-west-1\noutput = json\n[default]\nregion = us-east-2\n",
    '[profile "two words"]\nregion = eu-west-1\n[profile \'single\']\nregion = eu-west-2\n',
    "# a comment\n; another\n[default]\n# inside\nregion = eu-west-1\n  # indented comment\noutput = json\n",
    "[default]\nregion = eu-west-1 # not a comment\noutput = json ; nor this\n",
    "[default]\ns3 =\n  addressing_style = path\n  max_concurrent_requests = 20\nregion = eu-west-1\n",
    "[default]\ns3 =\n    endpoint_url = http://localhost:9000\n\nregion = eu-west-1\n",
    "[default]\r\nregion = eu-west-1\r\naws_secret_access_key = abc\r\n",
    "[default]\nregion: eu-west-1\nkey:with=both\nother=with:both\n",
    "[default]\nREGION = eu-west-1\nAws_Access_Key_Id=AKIA2\n",
    "  [default]\n  region = eu-west-1\n  output = json\n",
    "[default]\nregion = eu-west-1\n    continued here\noutput = json\n",
    "[default]\nempty =\nregion = eu-west-1\n\n\n[profile b]\nregion = x\n",
    "[default]\nregion = eu-west-1",
    "[default] trailing text\nregion = eu-west-1\n",
    "[profile a]b]\nregion = eu-west-1\n",
    "[sso-session corp]\nsso_region = eu-west-1\n[profile audit]\nsso_session = corp\n",
    "\n\n[default]\n\tregion = eu-west-1\n\toutput = json\n",
    "[default]\nregion = eu-west-1\n   \noutput = json\n",
    "[profile default]\nregion = eu-west-1\n",
    "[profiles]\nregion = eu-west-1\n[profile  spaced  ]\nregion = eu-west-2\n[profile tab\tbed]\nregion = b\n",
    "[profile \"half]\nregion = eu-west-1\n[default]\nregion = eu-west-2\n",
    "[default]\nregion = eu-west-1\n  s3 =\n    a = b\noutput = text\n",
]

BROKEN_INI = [
    "region = eu-west-1\n",
    "[default]\nno delimiter here\n",
    "[default\nregion = x\n",
    "[default]\n= value\n",
]


def ini_files():
    good, broken = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "config"
        for text in INI:
            path.write_bytes(text.encode())
            sections = botocore.configloader.raw_config_parse(str(path), parse_subsections=False)
            profiles = botocore.configloader.load_config(str(path))["profiles"]
            regions = {name: values["region"] for name, values in profiles.items() if values.get("region")}
            good.append({"text": text, "sections": sections, "regions": regions})
        for text in BROKEN_INI:
            path.write_bytes(text.encode())
            try:
                botocore.configloader.raw_config_parse(str(path))
            except botocore.exceptions.ConfigParseError:
                broken.append(text)
            else:
                raise SystemExit(f"botocore reads {text!r}")
    return {"good": good, "broken": broken}


def write(name, value):
    (HERE / name).write_text(json.dumps(value, indent=1, ensure_ascii=True) + "\n")



SERVICES = {
    "STS": "sts", "SSM": "ssm", "Secrets Manager": "secretsmanager", "KMS": "kms", "IAM": "iam",
    "Organizations": "organizations", "SSO": "sso",
    "SSO OIDC": "sso-oidc", "Signin": "signin",
}
REGIONS = ["us-east-1", "eu-west-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"]


def hosts():
    """Where botocore's clients send requests, by service, region and variant.

    The rule sets decide; what a client tells as its endpoint is another one in places.
    """
    session = botocore.session.Session()
    entries = []
    for name, service in SERVICES.items():
        for region in REGIONS:
            for fips in (False, True):
                for dual_stack in (False, True):
                    config = botocore.config.Config(use_fips_endpoint=fips, use_dualstack_endpoint=dual_stack)
                    client = session.create_client(
                        service, region, aws_access_key_id=KEY, aws_secret_access_key=SECRET, config=config)
                    operation = client.meta.service_model.operation_model(
                        client.meta.service_model.operation_names[0])
                    url = client._ruleset_resolver.construct_endpoint(operation, {}, {
                        "client_region": region, "client_config": client.meta.config, "has_streaming_input": False,
                        "auth_type": None,
                    }).url
                    entries.append({
                        "service": name, "region": region, "fips": fips, "dualStack": dual_stack, "url": url,
                    })
    return entries

if __name__ == "__main__":
    write("sigv4.json", signatures())
    write("encodings.json", encodings())
    write("ini.json", ini_files())
    write("hosts.json", hosts())
    print(len(signatures()["requests"]), "signed requests,", len(KEYS), "keys,", len(INI), "configuration files")

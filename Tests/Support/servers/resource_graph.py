"""Azure Resource Graph as its API page has it, for as much of its query language as one look-up needs.

A query is `resources`, then operators behind bars: `where` with comparisons by `=~` and `==` joined by `and`, of a path
or of `tostring(path)` with a text; and `project` with names, each a path's or `name = path`. All else is refused.
"""

import json
import re

VERSIONS = ("2021-03-01", "2022-10-01", "2024-04-01")
COMPARISON = re.compile(r"^(?:tostring\((?P<inner>[\w.]+)\)|(?P<path>[\w.]+))\s*(?P<test>=~|==)\s*'(?P<text>[^']*)'$")
COLUMN = re.compile(r"^(?:(?P<name>\w+)\s*=\s*)?(?P<path>[\w.]+)$")


class Invalid(Exception):
    pass


def at(row, path):
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else None
    return row


def fits(row, comparison):
    match = COMPARISON.match(comparison.strip())
    if not match:
        raise Invalid(comparison)
    # A value within properties is dynamic, which is compared with no text before it is made one.
    if match["path"] and "." in match["path"]:
        raise Invalid(f"{comparison}: dynamic and string")
    value = at(row, match["inner"] or match["path"])
    if not isinstance(value, str):
        return False
    return value.lower() == match["text"].lower() if match["test"] == "=~" else value == match["text"]


def projected(row, columns):
    out = {}
    for column in columns.split(","):
        match = COLUMN.match(column.strip())
        if not match:
            raise Invalid(column)
        out[match["name"] or match["path"].replace(".", "_")] = at(row, match["path"])
    return out


def run(rows, text):
    table, *operators = [part.strip() for part in text.split("|")]
    if table.lower() != "resources":
        raise Invalid(table)
    for operator in operators:
        verb, _, rest = operator.partition(" ")
        if verb == "where":
            rows = [row for row in rows if all(fits(row, one) for one in re.split(r"\s+and\s+", rest))]
        elif verb == "project":
            rows = [projected(row, rest) for row in rows]
        else:
            raise Invalid(operator)
    return rows


def refusal(code, message):
    return 400, {"error": {
        "code": "BadRequest",
        "message": "Please provide below info when asking for support: timestamp = now, correlationId = 1.",
        "details": [{"code": code, "message": message}],
    }}


def answer(rules, version, content_type, body):
    """Status and content for a POST; `rules` is None for who may see no subscription."""
    if version not in VERSIONS:
        return 400, {"error": {"code": "InvalidApiVersionParameter", "message": f"'{version}' is invalid."}}
    if content_type != "application/json":
        return 415, {"error": {"code": "UnsupportedMediaType", "message": "The content media type is not supported."}}
    asked = json.loads(body)
    if set(asked) - {"query", "options", "subscriptions", "managementGroups", "facets"}:
        return refusal("InvalidRequest", "unknown members")
    if rules is None:
        return refusal("NoValidSubscriptionsInQueryRequest", "There must be at least one eligible subscription.")
    try:
        rows = run(rules, asked["query"])
    except Invalid as error:
        return refusal("InvalidQuery", f"Query is invalid: {error}")
    if asked.get("options", {}).get("resultFormat", "objectArray") != "objectArray":
        return refusal("InvalidRequest", "table is not spoken here")
    return 200, {"totalRecords": len(rows), "count": len(rows), "resultTruncated": "false", "facets": [], "data": rows}


def clouds(resource_manager):
    """What Azure Resource Manager's /metadata/endpoints lists, one of the clouds at another place."""
    names = ["AzureChinaCloud", "AzureUSGovernment", "AzureCloud"]
    return [{"name": name, "resourceManager": resource_manager if name == "AzureCloud" else "https://nowhere.invalid/",
             "authentication": {"audiences": ["https://management.azure.com/"]}} for name in names]

"""Another program of this machine, as its user calls it, over the same input to the same sink."""

import shlex
import shutil

from measure import Failure, environment, measure


def runner(bench, source, command):
    """What runs a command once, measured; {input}, {endpoint} and {ca} in its words stand for what the case has."""
    from bench import KEY, WORKSPACE

    places = {"{input}": source, "{endpoint}": bench.endpoint, "{ca}": f"{bench.folder}/ca.pem"}
    words = shlex.split(command)
    for place, value in places.items():
        words = [word.replace(place, value) for word in words]
    path = shutil.which(words[0]) if words else None
    if path is None:
        raise Failure(f"there is no program {words[0] if words else command!r} in PATH")

    def once():
        return measure([path, *words[1:]], environment(LOGSHIP_WORKSPACE_ID=WORKSPACE, LOGSHIP_WORKSPACE_KEY=KEY),
                       f"{bench.folder}/program.out")

    return once

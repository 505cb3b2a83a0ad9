#!/usr/bin/env bash
# How fast is a desk under load? load.sh COPYDESK DESK [SECONDS]
# 200 keep-alive clients (wrk, from the system's packages) ask for the front page, a story, and everything mixed; then
# the server says how long its answers took.
set -euo pipefail
copydesk=$1 desk=$2 seconds=${3:-20}
. "$(dirname "$0")/serve.sh"
serve "$copydesk" "$desk"
echo "desk: $(curl -s "$base/api/v1/stats")"
# The paths of the topmost stories, as a script that goes through all of them.
python3 - "$base" "$work/mixed.lua" <<'END'
import json, sys, urllib.request
stories = json.load(urllib.request.urlopen(sys.argv[1] + "/api/v1/stories?limit=200"))["items"]
paths = ["/", "/?sort=newest", "/api/v1/stories"] + ["/stories/" + s["id"] for s in stories]
listed = ",".join(json.dumps(p) for p in paths)
open(sys.argv[2], "w").write("local paths = {%s}\nlocal i = 0\nrequest = function() i = i %% #paths + 1; return wrk.format('GET', paths[i]) end\n" % listed)
END
story=$(curl -s "$base/api/v1/stories?limit=1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["items"][0]["id"])')
for path in / "/stories/$story"; do
    echo "--- $path"
    wrk -t1 -c200 -d"${seconds}s" --latency "$base$path" | grep -E "50%|99%|Requests/sec|Non-2xx|Socket errors" || true
done
echo "--- mixed: 200 stories, front pages, JSON"
wrk -t1 -c200 -d"${seconds}s" --latency -s "$work/mixed.lua" "$base" | grep -E "50%|99%|Requests/sec|Non-2xx|Socket errors" || true
echo "--- search, one after another"
for words in police "climate change" '"white house"' senat\* court; do
    curl -s -o /dev/null -G --data-urlencode "q=$words" -w "%{time_total} s  $words\n" "$base/search"
done
echo "--- server time by route: answers, and the share within 50 ms"
curl -s "$base/metrics" | python3 -c '
import re, sys
rows = {}
for line in sys.stdin:
    if match := re.match(r"copydesk_request_seconds_bucket\{le=\"([^\"]+)\",route=\"([^\"]+)\"\} (\d+)", line):
        rows.setdefault(match[2], {})[match[1]] = int(match[3])
for route, row in sorted(rows.items()):
    total = row["+Inf"]
    within = row["0.05"] / max(total, 1)
    print(f"{total:9d}  {within:8.3%}  {route}")'
echo "memory: $(awk '/VmHWM/ { print $2 / 1024 " MiB at most" }' "/proc/$server/status")"

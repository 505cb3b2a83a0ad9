# Sourced by the scripts beside it: `serve COPYDESK DESK` starts a server on a free port until the script ends, and sets
# `work` (a folder of the script's own) and `base` (the server's address).
work=$(mktemp -d)
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

serve() {
    "$1" serve --desk "$2" --listen 127.0.0.1:0 --rate 0 --json >"$work/address" &
    server=$!
    for _ in $(seq 300); do
        [ -s "$work/address" ] && break
        sleep 0.1
    done
    base=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["listening"])' "$work/address")
}

"""The service in Python: FastAPI on uvicorn, over a dict.

Started as `python3 -c THIS COUNT`; prints `listening on ADDRESS`. One process has one event loop, on which a write is one step.
"""

import json
import socket
import sys

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

CHUNK = 1000

entries = {f"filler-{number}": (f"what filler {number} is there for", number + 1) for number in range(int(sys.argv[1]))}
last = len(entries)
app = FastAPI()


def tag(version):
    return {"etag": f'"{version}"'}


@app.get("/kv/{key}")
async def read(key: str):
    entry = entries.get(key)
    if entry is None:
        return Response("there is no such key\n", 404)
    return Response(entry[0], headers=tag(entry[1]), media_type="application/octet-stream")


@app.put("/kv/{key}")
async def write(key: str, request: Request):
    global last
    value = (await request.body()).decode()
    there = entries.get(key)
    wanted = request.headers.get("if-match")
    if wanted is not None and (there is None or wanted != f'"{there[1]}"'):
        return Response("the key has another version\n", 412)
    last += 1
    entries[key] = (value, last)
    return Response(status_code=204 if there else 201, headers=tag(last))


@app.get("/kv")
async def scan():
    copy = list(entries.items())

    def lines():
        for first in range(0, len(copy), CHUNK):
            part = copy[first : first + CHUNK]
            line = lambda key, entry: json.dumps(
                {"key": key, "version": entry[1], "value": entry[0]}, separators=(",", ":")
            )
            yield "".join(line(key, entry) + "\n" for key, entry in part)

    return StreamingResponse(lines(), headers={"x-count": str(len(copy))}, media_type="application/x-ndjson")


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(1024)
print("listening on %s:%s" % listener.getsockname(), flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False)).run(sockets=[listener])

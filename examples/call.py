#!/usr/bin/python3
"""call.py - the hook `call` in Python: allows calls to extensions only.

In the place of call.fcgi the web server starts it with the listening socket as
standard input (FastCGI), or for each hook (CGI).  It needs nothing but Python.
"""

import fcntl
import hmac
import json
import os
import re
import signal
import socket
import struct
import sys
import threading
import time

# WCS's rest_hook_secret_key; empty: WCS does not sign its hooks.
SECRET = b''
BODY_MAX = 1048576
JOURNAL = os.environ.get('ECHOAPP_STATE_DIR', '/var/lib/echoapp') + '/journal'
busy = threading.Lock()
HIDDEN = re.compile('(sipPassword|authToken|token|password|Authorization)$', re.I)


def decide(env, text, body):
    """Returns a status and the reason of a refusal; 200: the hook is accepted."""
    if env.get('REQUEST_METHOD') != 'POST':
        return 405, 'a hook is a POST'
    if not re.match('application/json *(;|$)', env.get('CONTENT_TYPE', ''), re.I):
        return 415, 'a hook is application/json'
    if len(text) > BODY_MAX:
        return 413, 'the body is too long'
    # The bytes are signed, as they came.
    signature = 'WCS ' + hmac.new(SECRET, text, 'md5').hexdigest()
    if SECRET and not hmac.compare_digest(signature.encode(),
                                          env.get('HTTP_AUTHORIZATION', '').encode()):
        return 403, 'the signature is wrong'
    if not isinstance(body, dict):
        return 400, 'the body is not one JSON object'
    callee = body.get('callee')
    if not isinstance(callee, str) or not re.fullmatch('10[0-9]{3}', callee):
        return 403, 'extensions only'
    return 200, None


def without_secrets(value):
    if isinstance(value, list):
        return [without_secrets(v) for v in value]
    if not isinstance(value, dict):
        return value
    return {k: '***' if HIDDEN.match(k) else without_secrets(v) for k, v in value.items()}


def append(seconds, line):
    """Appends a line to the day's file: one write, while the file is locked."""
    day = time.strftime(f'{JOURNAL}/%Y%m%d.ndjson', time.gmtime(seconds))
    fd = os.open(day, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        size = os.fstat(fd).st_size
        # A torn line may come before: begin a new one.
        if size and os.pread(fd, 1, size - 1) != b'\n':
            line = b'\n' + line
        if os.write(fd, line) != len(line):
            raise OSError('the line is torn')
    finally:
        os.close(fd)


def record(began, status, reason, body):
    seconds, micros = divmod(began // 1000, 1000000)
    fields = body if isinstance(body, dict) else {}
    line = {
        'time': time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds)) + f'.{micros:06}Z',
        'hook': 'call',
        'status': status,
        'us': (time.time_ns() - began) // 1000,
        **{k: fields[k] for k in ('appKey', 'nodeId', 'sessionId') if k in fields},
        **({'reason': reason} if reason else {}),
        'body': without_secrets(fields),
    }
    try:
        append(seconds, json.dumps(line, separators=(',', ':')).encode() + b'\n')
    except OSError as error:
        print(f'call.py: {JOURNAL}: {error}; hooks go on', file=sys.stderr, flush=True)


def respond(env, text):
    """Returns the response to a hook, with its head."""
    began = time.time_ns()
    try:
        body = json.loads(text.decode())
    except (ValueError, RecursionError):
        body = None
    status, reason = decide(env, text, body)
    record(began, status, reason, body)
    # An accepted hook is answered with its own bytes.
    answer = text if status == 200 else (
        b'{"status":%d,"reason":"%s"}' % (status, reason.encode()))
    return (f'Status: {status}\r\nContent-Type: application/json\r\n'
            f'Content-Length: {len(answer)}\r\n\r\n').encode() + answer


# FastCGI: records with a head of version, type, request, length and padding.
BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6


def pairs(data):
    """Yields the names and values of PARAMS."""
    at = 0
    while at < len(data):
        sizes = []
        for _ in range(2):
            size, = struct.unpack_from('>I', data, at) if data[at] & 0x80 else (data[at],)
            at += 4 if data[at] & 0x80 else 1
            sizes.append(size & 0x7fffffff)
        name = data[at:at + sizes[0]]
        at += sum(sizes)
        yield name.decode('latin-1'), data[at - sizes[1]:at].decode('latin-1')


def send(stream, kind, request, content):
    stream.write(struct.pack('>BBHHBx', 1, kind, request, len(content), 0) + content)


def serve(stream):
    """Answers the requests of a connection, one after another."""
    keep, read = False, {}
    while len(head := stream.read(8)) == 8:
        _, kind, request, size, padding = struct.unpack('>BBHHBx', head)
        content = stream.read(size + padding)[:size]
        if kind == BEGIN:
            keep, read = content[2] & 1, {PARAMS: b'', STDIN: b''}
        elif kind in read and size:
            read[kind] += content
        elif kind == STDIN and read:
            with busy:
                response = respond(dict(pairs(read[PARAMS])), read[STDIN])
                for at in range(0, len(response), 65535):
                    send(stream, STDOUT, request, response[at:at + 65535])
                send(stream, STDOUT, request, b'')
                send(stream, END, request, bytes(8))
                stream.flush()
            if not keep:
                return


def converse(connection):
    try:
        with connection, connection.makefile('rwb') as stream:
            serve(stream)
    except OSError as error:
        print(f'call.py: {error}', file=sys.stderr, flush=True)


def stop(*_):
    """Ends the program after the hook in progress."""
    busy.acquire()
    os._exit(0)


def main():
    os.umask(0o077)
    os.makedirs(JOURNAL, exist_ok=True)
    if 'REQUEST_METHOD' in os.environ:  # CGI
        text = sys.stdin.buffer.read(int(os.environ.get('CONTENT_LENGTH') or 0))
        sys.stdout.buffer.write(respond(os.environ, text))
        return
    signal.signal(signal.SIGTERM, stop)
    listener = socket.socket(fileno=os.dup(0))
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=converse, args=(connection,), daemon=True).start()


main()

"""Jobs of a jailed child that has been taken over; ``rogue_trials`` names them to a jail."""

import json
import os
import time

import rogue_converter

REQUEST = {"id": "x", "pdf": "/tmp/rogue.pdf", "docx": "/dev/null"}


def tries(question):
    """Does what a rogue converter does to get out; tells what it got."""
    way, places = question
    got = {}
    rogue_converter.report = lambda _, found: got.update(found)
    rogue_converter.WAYS[way.decode()](REQUEST, json.loads(places))
    return [json.dumps(got).encode()]


def floods(question):
    """A message as long as one can announce."""
    for number in range(3, 16):
        try:
            os.write(number, b"\x01" + b"\xff" * 8 + b"x" * 1000)
        except OSError:
            continue
    time.sleep(600)


def babbles(question):
    for number in range(3, 16):
        try:
            os.write(number, b"\x00" * 64)
        except OSError:
            continue
    time.sleep(600)


def speaks_again(question):
    """Answers, and then once more: to a question that was not asked yet."""
    import threading  # noqa: PLC0415 - a rogue

    def later():
        time.sleep(0.2)
        for number in range(3, 16):
            try:
                os.write(number, b"\x02" + b"\0" * 7 + b"\x06answer" + b"\0" * 7 + b"\x05rogue")
            except OSError:
                continue

    threading.Thread(target=later).start()
    return [b"first"]


def answers_oddly(question):
    return [b"x"] * int(question[0])


def echoes(question):
    return list(question)


def recurses(question):
    return recurses(question)


def eats(question):
    eaten = []
    while True:
        eaten.append(b"x" * 2**26)


JOBS = {
    act.__name__: act
    for act in (tries, eats, floods, babbles, speaks_again, answers_oddly, echoes, recurses)
}

"""Step 4, second way: a real endpoint, asked as another program would."""

from __future__ import annotations

import asyncio
import http.client
import json
import logging
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import jsonschema
import numpy as np
import pandas as pd
import pytest
from miniml_kit import KANA, colours, in_both, refused
from sklearn.datasets import load_diabetes, load_iris

import mlworkshop as ws
from mlworkshop import language
from mlworkshop.authoring import kernels
from mlworkshop.miniml import serving

RECORD = {"number": 3, "colour": "red", "note": "a note of some length, and so on"}


def table():
    notes = [f"a note of some length, number {place}" for place in range(60)]
    return colours(note=notes, flag=["on", "off"] * 30)


@pytest.fixture(scope="module")
def model():
    return ws.miniml.train(ws.miniml.DataSource(table().drop(columns="flag"), "answer"))


@pytest.fixture(scope="module")
def endpoint(model):
    with ws.miniml.serve(model) as running:
        yield running


def ask(endpoint, method, path, body=None):
    """Status and answer, which is JSON always."""
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=20)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        assert answer.getheader("Content-Type") == "application/json; charset=utf-8"
        return answer.status, json.loads(content, parse_constant=pytest.fail) if content else None
    finally:
        connection.close()


def predict(endpoint, given):
    return ask(endpoint, "POST", "/predict", json.dumps(given))


def problems(endpoint, body, status, *parts, path="/predict", method="POST", field=None, count=1):
    """Make sure that a request is refused in JSON, in either language, and return the problems."""
    for lang in ("ja", "en"):
        language.use(lang)
        found, answer = ask(endpoint, method, path, body)
        assert found == status
        told = answer["errors"]
        assert len(told) == count
        for problem in told:
            assert set(problem) == {"record", "field", "found", "expected", "message"}
            assert problem["found"] in problem["message"]
            assert problem["expected"] in problem["message"]
            assert bool(KANA.search(problem["message"])) == (lang == "ja")
        assert told[0]["field"] == field
        for part in parts:
            assert part in told[0]["message"]
    return told


def test_health(endpoint):
    answer = {"status": "ok", "target": "answer", "kind": "binary"}
    assert ask(endpoint, "GET", "/health") == (200, answer)


def test_the_schema_describes_a_record(endpoint):
    status, schema = ask(endpoint, "GET", "/schema")
    assert status == 200
    assert schema["type"] == "object"
    assert schema["required"] == ["number", "colour", "note"]
    assert schema["additionalProperties"] is False
    assert {name: field["type"] for name, field in schema["properties"].items()} == {
        "number": ["number", "null"],
        "colour": ["string", "number", "boolean", "null"],
        "note": ["string", "null"],
    }


def test_a_record_gets_what_the_pipeline_predicts(endpoint, model):
    frame = pd.DataFrame([RECORD])
    status, answer = predict(endpoint, RECORD)
    assert status == 200
    assert answer == {
        "prediction": model.pipeline.predict(frame)[0],
        "score": float(model.scores(frame)[0]),
    }


def test_a_list_gets_a_list_like_the_batch(endpoint, model):
    frame = table()[["number", "colour", "note"]]
    status, answer = predict(endpoint, frame.to_dict("records"))
    assert status == 200
    made = ws.miniml.predict_batch(model, frame)
    assert answer == made[["prediction", "score"]].to_dict("records")


def test_classes_and_amounts():
    for load in (load_iris, load_diabetes):
        data = load(as_frame=True)
        frame = data.frame
        if load is load_iris:
            frame = frame.assign(target=data.target_names[data.target])
        model = ws.miniml.train(ws.miniml.DataSource(frame, "target"))
        inputs = frame.drop(columns="target").head(9)
        with ws.miniml.serve(model) as endpoint:
            _, answer = predict(endpoint, inputs.to_dict("records"))
        assert [row["prediction"] for row in answer] == model.pipeline.predict(inputs).tolist()
        if load is load_iris:
            scores = [list(row["scores"].values()) for row in answer]
            np.testing.assert_array_equal(scores, model.pipeline.predict_proba(inputs))
            assert list(answer[0]["scores"]) == list(model.classes)
        else:
            assert set(answer[0]) == {"prediction"}


def valid(endpoint, record):
    """Whether the endpoint's own schema takes a record."""
    _, schema = ask(endpoint, "GET", "/schema")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema).is_valid(record)


@pytest.mark.parametrize(
    "change",
    [
        {"number": None}, {"number": 3.5}, {"number": -1e100}, {"colour": None}, {"note": None},
        {"colour": 7}, {"colour": True}, {"colour": "never seen"}, {"note": ""}, {"colour": "赤"},
    ],
)  # fmt: skip
def test_missing_and_unseen_values_are_predicted(endpoint, model, change):
    status, answer = predict(endpoint, RECORD | change)
    assert status == 200
    frame = pd.DataFrame([RECORD | change], dtype=object)
    assert answer["score"] == float(model.scores(frame)[0])
    assert valid(endpoint, RECORD | change)


@pytest.mark.parametrize(
    ("change", "field", "found"),
    [
        ({"number": "3"}, "number", '"3"'),
        ({"number": True}, "number", "true"),
        ({"number": [3]}, "number", ""),
        ({"number": {}}, "number", ""),
        ({"number": 10**400}, "number", "1000"),
        ({"number": 1e101}, "number", "1e+101"),
        ({"colour": ["red"]}, "colour", ""),
        ({"colour": {"is": "red"}}, "colour", ""),
        ({"note": 3}, "note", "3"),
        ({"note": False}, "note", "false"),
        ({"color": "red"}, "color", "colour"),
        ({"zzz": 1}, "zzz", "number, colour, note"),
        ({"note": ["x" * 500]}, "note", ""),
        ({"number": "x" * 500}, "number", "…"),
    ],
)
def test_a_bad_field_is_named_with_what_was_found_and_expected(endpoint, change, field, found):
    (problem,) = problems(endpoint, json.dumps(RECORD | change), 422, found, field=field)
    assert len(problem["found"]) < 70
    assert problem["record"] is None
    assert not valid(endpoint, RECORD | change)


def test_a_missing_field_is_named(endpoint):
    for name in RECORD:
        rest = {key: value for key, value in RECORD.items() if key != name}
        problems(endpoint, json.dumps(rest), 422, repr(name), field=name)
        assert not valid(endpoint, rest)


def test_a_bad_record_in_a_list_is_numbered(endpoint):
    bad = [RECORD, RECORD | {"number": "x"}, 5, RECORD]
    told = problems(endpoint, json.dumps(bad), 422, field="number", count=2)
    assert [problem["record"] for problem in told] == [1, 2]


def test_all_that_is_wrong_is_told_but_not_without_end(endpoint):
    problems(endpoint, "{}", 422, field="number", count=3)
    problems(endpoint, json.dumps([{}] * 100), 422, field="number", count=20)


@pytest.mark.parametrize("given", [3, "text", None, True, 1.5])
def test_what_is_no_record_is_refused(endpoint, given):
    problems(endpoint, json.dumps(given), 422, json.dumps(given))
    problems(endpoint, json.dumps([given]), 422, json.dumps(given))


def test_an_empty_list_is_refused(endpoint):
    problems(endpoint, "[]", 422)


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "{'number': 3}", "number=3", b"\xff\xfe{", "[1,]", '{"number": 3}}',
        "[" * 100_000, '{"number": ' + "9" * 5000 + "}",
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(endpoint, body):
    problems(endpoint, body, 400)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_know_are_refused(endpoint, word):
    problems(endpoint, json.dumps(RECORD).replace("3", word), 400, word, "null")


def test_a_field_given_twice_is_refused(endpoint):
    problems(endpoint, '{"number": 1, "number": 2}', 400, field="number")


def test_a_byte_order_mark_does_no_harm(endpoint):
    body = b"\xef\xbb\xbf" + json.dumps(RECORD).encode()
    assert ask(endpoint, "POST", "/predict", body)[0] == 200


@pytest.mark.parametrize("size", [serving.MOST_BYTES + 1, 30_000_000])
def test_a_body_too_large_is_refused(endpoint, size):
    problems(endpoint, b" " * size, 413, f"{size:,}", "1,000,000")


def test_a_body_too_large_is_not_kept(endpoint):
    body = b" " * 30_000_000
    tracemalloc.start()
    try:
        assert ask(endpoint, "POST", "/predict", body)[0] == 413
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000


def test_a_body_as_large_as_allowed_is_read(endpoint):
    body = json.dumps(RECORD).encode().ljust(serving.MOST_BYTES)
    assert ask(endpoint, "POST", "/predict", body)[0] == 200


def raw(endpoint, sent):
    """What comes back for bytes as they are: status, headers, and JSON."""
    with socket.create_connection(("127.0.0.1", endpoint.port), timeout=20) as connection:
        connection.sendall(sent)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.headers, json.loads(answer.read())


@pytest.mark.parametrize(
    "body", ["Transfer-Encoding: chunked", "Content-Length: x", "Content-Length: -1"]
)
def test_a_body_of_unknown_size_is_refused(endpoint, body):
    head = f"POST /predict HTTP/1.1\r\nHost: 127.0.0.1:{endpoint.port}\r\n{body}\r\n\r\n"
    status, headers, _ = raw(endpoint, head.encode())
    assert status == 411
    assert headers["Connection"] == "close"


@pytest.mark.parametrize(
    "sent",
    [
        b"\r\nrubbish\r\n\r\n",
        b"GET /health HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
        b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET /health HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n",
        b"GET /health HTTP/1.1\r\na: " + b"x" * 70_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_http_is_answered_in_json(endpoint, sent):
    status, _, answer = raw(endpoint, sent)
    assert 400 <= status < 600
    assert answer["errors"][0]["expected"] == "HTTP/1.1"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "LocalHost"])
def test_this_computer_s_names_are_answered(endpoint, host):
    head = f"GET /schema HTTP/1.1\r\nHost: {host}:{endpoint.port}\r\nConnection: close\r\n\r\n"
    assert raw(endpoint, head.encode())[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        *("Host: evil.example:{}", "Host: evil.example", "Host: 127.0.0.1", "Host: localhost:1"),
        *("Host: 127.0.0.1.evil.example:{}", "Host: evil@127.0.0.1:{}", "Host:", "X: y"),
        *("Host: 127.0.0.1:{0}\r\nHost: evil.example:{0}", "Host: 192.168.0.7:{}"),
    ],
)
def test_another_name_is_refused_whatever_is_asked(endpoint, host):
    for ask in ("GET /schema", "POST /predict", "GET /nothing"):
        head = f"{ask} HTTP/1.1\r\n{host.format(endpoint.port)}\r\n\r\n"
        status, _, answer = raw(endpoint, head.encode())
        assert status == 403
        assert f"127.0.0.1:{endpoint.port}" in answer["errors"][0]["message"]


@pytest.mark.parametrize(
    "given", ["text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_another_type_of_content_is_refused(endpoint, given):
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=20)
    connection.request("POST", "/predict", json.dumps(RECORD), {"Content-Type": given})
    answer = connection.getresponse()
    assert answer.status == 415
    assert "application/json" in answer.read().decode()
    connection.close()


def test_a_name_that_cannot_be_written_is_answered(endpoint):
    assert ask(endpoint, "POST", "/predict", '{"\\ud83d": 1}')[0] == 422


@pytest.mark.parametrize("path", ["/", "/predict/", "/nothing", "/health/x", "/%2e%2e/etc"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_path_is_named_with_those_there_are(endpoint, path, method):
    problems(endpoint, None, 404, path, "/health, /schema, /predict", path=path, method=method)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        *((method, "/predict", "POST") for method in ("GET", "PUT", "OPTIONS", "TRACE", "BREW")),
        ("POST", "/health", "GET"),
        ("DELETE", "/schema", "GET"),
    ],
)
def test_a_wrong_method_is_named_with_the_right_one(endpoint, method, path, allowed):
    problems(endpoint, None, 405, f"{method} {path}", f"{allowed} {path}", path=path, method=method)
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=20)
    connection.request(method, path)
    assert connection.getresponse().getheader("Allow") == allowed
    connection.close()


def test_head_is_answered_without_a_body(endpoint):
    assert ask(endpoint, "HEAD", "/health") == (405, None)
    assert ask(endpoint, "HEAD", "/no") == (404, None)


def test_an_error_inside_is_no_traceback(model, monkeypatch, capfd):
    def breaks(*arguments):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(serving, "_predicted", breaks)
    with ws.miniml.serve(model) as endpoint:
        for lang in ("en", "ja"):
            language.use(lang)
            status, answer = predict(endpoint, RECORD)
            assert status == 500
            assert "secret" not in json.dumps(answer)
            assert bool(KANA.search(answer["errors"][0]["message"])) == (lang == "ja")
    assert capfd.readouterr() == ("", "")


def test_requests_are_logged_nowhere(endpoint, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    predict(endpoint, RECORD)
    predict(endpoint, {"number": "secret"})
    ask(endpoint, "GET", "/secret")
    ask(endpoint, "POST", "/predict", "{secret")
    assert "secret" not in caplog.text
    assert capfd.readouterr() == ("", "")


def test_only_this_machine_is_served(endpoint):
    assert endpoint.url == f"http://127.0.0.1:{endpoint.port}"
    with socket.socket() as other:
        other.settimeout(2)
        assert other.connect_ex(("127.0.0.2", endpoint.port)) != 0


def test_many_at_once_get_their_own_answers(endpoint, model):
    numbers = list(range(40))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: predict(endpoint, RECORD | {"number": n}), numbers))
    frame = pd.DataFrame([RECORD | {"number": n} for n in numbers])
    assert [answer["score"] for _, answer in answers] == model.scores(frame).tolist()


HALF = "POST /predict HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: 100\r\n\r\n{{"


def opened(endpoint, sent=""):
    connection = socket.create_connection(("127.0.0.1", endpoint.port), timeout=20)
    connection.sendall(sent.format(endpoint.port).encode())
    return connection


def test_a_slow_sender_holds_up_nobody(endpoint):
    with opened(endpoint, HALF):
        assert predict(endpoint, RECORD)[0] == 200


@pytest.mark.parametrize("sent", ["", "GET /hea", "GET /health HTTP/1.1\r\nHost: x\r\n", HALF])
@pytest.mark.parametrize("limit", ["SILENCE", "LIFE"])
def test_a_connection_that_stalls_is_closed(model, monkeypatch, sent, limit):
    monkeypatch.setattr(serving._Handler, "timeout", 0.1 if limit == "SILENCE" else 20)
    monkeypatch.setattr(serving, "LIFE", 0.1 if limit == "LIFE" else 60)
    with ws.miniml.serve(model) as endpoint, opened(endpoint, sent) as connection:
        assert connection.recv(10) == b""


def test_there_are_only_so_many_connections_and_then_others(model, monkeypatch):
    monkeypatch.setattr(serving, "MOST_CONNECTIONS", 3)
    with ws.miniml.serve(model) as endpoint:
        many = [opened(endpoint) for _ in range(3)]
        status, _, answer = raw(endpoint, b"")
        assert status == 503
        assert answer["errors"][0]["expected"] == "at most 3"
        for connection in many:
            connection.close()
        until = time.monotonic() + 10
        while endpoint._end.peek()[2][0]._since and time.monotonic() < until:
            time.sleep(0.01)
        assert ask(endpoint, "GET", "/health")[0] == 200


def test_it_works_while_another_loop_runs(model):
    async def cell():
        with ws.miniml.serve(model) as endpoint:
            return predict(endpoint, RECORD)[0]

    assert asyncio.run(cell()) == 200


@pytest.mark.parametrize("cut_off", [0, 1])
def test_the_cut_off_decides(model, cut_off):
    with ws.miniml.serve(model, cut_off=cut_off) as endpoint:
        _, answer = predict(endpoint, RECORD)
    assert answer["prediction"] == ("yes" if answer["score"] >= cut_off else "no")


def test_stopping_frees_port_and_thread_and_can_be_repeated(model):
    endpoint = ws.miniml.serve(model)
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=20)
    connection.request("GET", "/health")
    connection.getresponse().read()  # and is kept open
    assert endpoint.is_running
    for _ in range(3):
        endpoint.stop()
        assert not endpoint.is_running
    assert not any(thread.name == f"endpoint-{endpoint.port}" for thread in threading.enumerate())
    with pytest.raises(ConnectionRefusedError):
        ask(endpoint, "GET", "/health")
    again = ws.miniml.serve(model, port=endpoint.port)
    assert ask(again, "GET", "/health")[0] == 200
    again.stop()
    assert endpoint.port not in serving._running
    connection.close()


def test_an_endpoint_that_nobody_refers_to_any_more_has_freed_its_port(model):
    endpoint = ws.miniml.serve(model)
    port, thread = endpoint.port, endpoint._thread
    for _ in range(3):
        del endpoint
        assert not thread.is_alive()
        endpoint = ws.miniml.serve(model, port=port)
        thread = endpoint._thread
    assert ask(endpoint, "GET", "/health")[0] == 200
    endpoint.stop()


def test_an_endpoint_that_its_own_thread_collects_stops_too(model):
    endpoint = ws.miniml.serve(model)
    server, thread = endpoint._end.peek()[2]
    server.service_actions = lambda: serving._end(server, thread)
    thread.join(20)
    assert not thread.is_alive()


def test_stopping_from_several_threads(model):
    endpoint = ws.miniml.serve(model)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: endpoint.stop(), range(8)))
    assert not endpoint.is_running


def test_a_with_block_stops_after_an_error(model):
    with pytest.raises(KeyError), ws.miniml.serve(model) as endpoint:
        raise KeyError
    assert not endpoint.is_running


def test_running_the_cell_again_takes_the_port_over(model):
    first = ws.miniml.serve(model)
    second = ws.miniml.serve(model, port=first.port)
    assert not first.is_running
    assert ask(second, "GET", "/health")[0] == 200
    first.stop()
    assert second.is_running
    second.stop()


def test_a_port_in_use_is_said(model):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused(lambda: ws.miniml.serve(model, port=port), str(port), en="is taken", ja="使用中")


def test_what_cannot_be_served(model):
    refused(lambda: ws.miniml.serve(colours()), "ws.miniml.train")
    for port in (-1, 65536, "80", 1.5, None, True):
        refused(lambda port=port: ws.miniml.serve(model, port=port), "port", "65,535")
    for cut_off in (-1, 2, None):
        refused(lambda cut_off=cut_off: ws.miniml.serve(model, cut_off=cut_off), "cut_off")


def test_an_endpoint_shows_where_it_is(model):
    with ws.miniml.serve(model) as endpoint:
        for said in in_both(lambda: repr(endpoint)):
            assert endpoint.url in said
    for said in in_both(lambda: repr(endpoint)):
        assert endpoint.url not in said


_KERNEL = """
import json, urllib.request
import pandas as pd
import mlworkshop as ws
table = pd.DataFrame({"a": range(60), "b": ["x", "y", "y"] * 20})
endpoint = ws.miniml.serve(ws.miniml.train(ws.miniml.DataSource(table, "b")))
body, head = json.dumps({"a": 3}).encode(), {"Content-Type": "application/json"}
request = urllib.request.Request(endpoint.url + "/predict", body, head)
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
with direct.open(request) as answer:
    print(answer.status)
"""


def test_it_works_without_a_network_and_ends_with_the_kernel(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", _KERNEL],
        env=kernels.environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("200\n", "", 0)

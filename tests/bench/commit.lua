-- JSON in, one commit out: the reference's request.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"name": "Đặng Thị Hường"}'

-- A family of two answers; each request has a key of its own.
local number = 0
function init(arguments)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. arguments[1]
  event = arguments[2]
  run = tostring(os.time()) .. tostring(math.random(1e9))
end
function request()
  number = number + 1
  local headers = {}
  for name, value in pairs(wrk.headers) do headers[name] = value end
  headers["Idempotency-Key"] = run .. "-" .. number
  local body = string.format(
    '{"event": "%s", "locale": "vi", "contact": {"name": "Đặng Thị Hường", "email": "h%d@example.org", "country": "US"},'
    .. '"attendees": [{"name": "Đặng Thị Hường"}, {"name": "Trần Văn Nam"}], "consents": {"processing": true}}', event, number)
  return wrk.format(nil, nil, headers, body)
end

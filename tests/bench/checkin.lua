-- One scan a request; the tickets come from the file that tests/bench/event.py wrote.
local number, codes = 0, {}
function init(arguments)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. arguments[1]
  event = arguments[2]
  math.randomseed(os.time())
  for line in io.lines(arguments[3]) do codes[#codes + 1] = line end
end
local function uuid()
  return (("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx"):gsub("x", function() return string.format("%x", math.random(0, 15)) end))
end
function request()
  number = number + 1
  local code = codes[(number - 1) % #codes + 1]
  local body = string.format(
    '{"event": "%s", "scans": [{"id": "%s", "code": "%s", "gate": "bench-gate", "at": "%s"}]}',
    event, uuid(), code, os.date("!%Y-%m-%dT%H:%M:%SZ"))
  return wrk.format(nil, nil, nil, body)
end

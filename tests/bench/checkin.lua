-- One scan a request; the tickets come from the file that tests/bench/checkin_event.py wrote, from a place on.
local number, codes = 0, {}
function init(arguments)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. arguments[1]
  number = tonumber(arguments[3])
  math.randomseed(os.time() + number)
  for line in io.lines(arguments[2]) do codes[#codes + 1] = line end
end
local function uuid()
  local random = math.random
  return string.format("%08x-%04x-4%03x-8%03x-%06x%06x", random(0, 4294967295), random(0, 65535), random(0, 4095),
    random(0, 4095), random(0, 16777215), random(0, 16777215))
end
function request()
  number = number + 1
  local body = string.format(
    '{"event": "bench-door", "scans": [{"id": "%s", "code": "%s", "gate": "bench-desk", "at": "%s"}]}',
    uuid(), codes[(number - 1) % #codes + 1], os.date("!%Y-%m-%dT%H:%M:%SZ"))
  return wrk.format(nil, nil, nil, body)
end

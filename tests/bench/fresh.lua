-- Each request asks for a page that nobody has asked for yet.
local path, number = "", 0

function init(arguments)
    path = arguments[1]
    math.randomseed(os.time())
    number = math.random(1000000000)
end

function request()
    number = number + 1
    return wrk.format("GET", path .. "n=" .. number)
end

-- Shows the anon protocol in Wireshark and tshark, 3.6 and newer.
--
-- To install it, copy this file into the "Personal Lua Plugins" folder that Wireshark names under
-- Help > About > Folders. For one run: tshark -X lua_script:anonproxy.lua -r server.pcapng
--
-- The protocol has no port of its own. Packets are recognised by their header; a port can be given
-- in the preferences (Edit > Preferences > Protocols > ANON) or with "Decode As...". The layout is
-- that of codec/PROTOCOL.md.

local anon = Proto("anon", "Anon protocol")

local HEADER_BYTES = 12
local FLAG_ACK, FLAG_SYN, FLAG_FIN = 4, 2, 1
local OPTIONS_MAGIC = "\x41\x4e"
local OPTIONS_HEADER_BYTES = 4
local TLV_HEADER_BYTES = 3

local f = {
  seq = ProtoField.uint32("anon.seq", "Sequence number", base.DEC),
  ack = ProtoField.uint32("anon.ack", "Acknowledgment number", base.DEC),
  reserved = ProtoField.uint32("anon.reserved", "Not used, must be zero", base.HEX, nil, 0xfffffff8),
  flags = ProtoField.uint32("anon.flags", "Flags", base.HEX, nil, 0x00000007),
  flag_ack = ProtoField.bool("anon.flags.ack", "ACK", 32, nil, FLAG_ACK),
  flag_syn = ProtoField.bool("anon.flags.syn", "SYN", 32, nil, FLAG_SYN),
  flag_fin = ProtoField.bool("anon.flags.fin", "FIN", 32, nil, FLAG_FIN),
  payload_len = ProtoField.uint32("anon.payload_len", "Payload length", base.DEC),
  payload = ProtoField.bytes("anon.payload", "Payload"),
  options = ProtoField.none("anon.options", "Options"),
  magic = ProtoField.string("anon.options.magic", "Magic"),
  version = ProtoField.uint8("anon.options.version", "Version", base.DEC),
  options_reserved = ProtoField.uint8("anon.options.reserved", "Reserved", base.HEX),
  option = ProtoField.none("anon.option", "Option"),
  option_type = ProtoField.uint8("anon.option.type", "Type", base.DEC),
  option_length = ProtoField.uint16("anon.option.length", "Length", base.DEC),
  option_value = ProtoField.bytes("anon.option.value", "Value"),
  block_size = ProtoField.uint16("anon.option.block_size", "Largest payload per packet", base.DEC),
  window = ProtoField.uint32("anon.option.window", "Initial receive window", base.DEC),
  checksum = ProtoField.uint8("anon.option.checksum", "Checksum", base.DEC, {[1] = "CRC32C"}),
  sack = ProtoField.none("anon.option.sack", "Selective acknowledgement permitted"),
  tag = ProtoField.uint64("anon.option.tag", "Tag", base.HEX),
  service = ProtoField.string("anon.option.service", "Service", base.UNICODE),
  pad = ProtoField.bytes("anon.option.pad", "Padding"),
}
anon.fields = f

local e = {
  short = ProtoExpert.new("anon.short", "Shorter than the header of 12 bytes",
    expert.group.MALFORMED, expert.severity.ERROR),
  reserved = ProtoExpert.new("anon.reserved_set", "Bits that must be zero are set",
    expert.group.MALFORMED, expert.severity.ERROR),
  flags = ProtoExpert.new("anon.flags_illegal", "Illegal combination of flags",
    expert.group.MALFORMED, expert.severity.ERROR),
  opaque = ProtoExpert.new("anon.syn_payload", "Payload of a SYN that is no options block",
    expert.group.PROTOCOL, expert.severity.NOTE),
  version = ProtoExpert.new("anon.options_version", "Unknown version of the options block",
    expert.group.PROTOCOL, expert.severity.WARN),
  options_reserved = ProtoExpert.new("anon.options_reserved_set", "Reserved byte is not zero",
    expert.group.PROTOCOL, expert.severity.WARN),
  cut = ProtoExpert.new("anon.option_cut", "Option runs beyond the end of the datagram",
    expert.group.MALFORMED, expert.severity.ERROR),
  length = ProtoExpert.new("anon.option_bad_length", "Option of the wrong length",
    expert.group.MALFORMED, expert.severity.ERROR),
  range = ProtoExpert.new("anon.option_bad_value", "Option's value is out of range",
    expert.group.MALFORMED, expert.severity.ERROR),
  twice = ProtoExpert.new("anon.option_twice", "Option is given twice",
    expert.group.MALFORMED, expert.severity.ERROR),
  unknown = ProtoExpert.new("anon.option_unknown", "Unknown option, to be skipped",
    expert.group.PROTOCOL, expert.severity.NOTE),
  pad = ProtoExpert.new("anon.pad_not_zero", "Padding is not zero",
    expert.group.PROTOCOL, expert.severity.NOTE),
}
anon.experts = { e.short, e.reserved, e.flags, e.opaque, e.version, e.options_reserved, e.cut,
  e.length, e.range, e.twice, e.unknown, e.pad }

anon.prefs.ports = Pref.range("UDP ports", "",
  "Ports on which every datagram is taken for the anon protocol, malformed ones included", 65535)

-- ACK, SYN, FIN, ACK|SYN and ACK|FIN
local legal_flags = { [4] = true, [2] = true, [1] = true, [6] = true, [5] = true }

-- What each known option looks like: its name, its length if that is fixed, its field, its test.
local known_options = {
  [0] = { name = "PAD", field = f.pad },
  [1] = { name = "BLOCK_SIZE", length = 2, field = f.block_size,
          valid = function(value) return value:uint() > 0 end },
  [2] = { name = "WINDOW", length = 4, field = f.window },
  [3] = { name = "CHECKSUM", length = 1, field = f.checksum,
          valid = function(value) return value:uint() == 1 end },
  [4] = { name = "SACK", length = 0, field = f.sack },
  [5] = { name = "TAG", length = 8, field = f.tag },
  [6] = { name = "SERVICE", field = f.service },
}

local function labels(flags)
  local text = ""
  if bit.band(flags, FLAG_ACK) ~= 0 then text = text .. " ACK" end
  if bit.band(flags, FLAG_SYN) ~= 0 then text = text .. " SYN" end
  if bit.band(flags, FLAG_FIN) ~= 0 then text = text .. " FIN" end
  return text
end

local function is_zero(range)
  for i = 0, range:len() - 1 do
    if range(i, 1):uint() ~= 0 then return false end
  end
  return true
end

local function dissect_option_value(known, value, tree, seen_type)
  if known.length and value:len() ~= known.length then
    tree:add_proto_expert_info(e.length)
    return
  end
  if value:len() == 0 then
    if known.field == f.sack then tree:add(f.sack, value) end
    return
  end
  tree:add(known.field, value)
  if known.valid and not known.valid(value) then
    tree:add_proto_expert_info(e.range)
  end
  if known.field == f.pad and not is_zero(value) then
    tree:add_proto_expert_info(e.pad)
  end
end

-- Adds one option of the block and returns where the next begins, or nil if there is none.
local function dissect_option(block, at, tree, seen)
  if at + TLV_HEADER_BYTES > block:len() then
    tree:add_proto_expert_info(e.cut)
    return nil
  end
  local option_type = block(at, 1):uint()
  local length = block(at + 1, 2):uint()
  local known = known_options[option_type]
  local name = known and known.name or "Unknown"
  local room = block:len() - at - TLV_HEADER_BYTES
  local kept = math.min(length, room)
  local option = tree:add(f.option, block(at, TLV_HEADER_BYTES + kept))
  option:set_text("Option: " .. name .. " (" .. option_type .. "), " .. length .. " bytes")
  option:add(f.option_type, block(at, 1)):append_text(" (" .. name .. ")")
  option:add(f.option_length, block(at + 1, 2))
  if length > room then
    option:add_proto_expert_info(e.cut)
    return nil
  end
  local value = block:range(at + TLV_HEADER_BYTES, length)
  if known then
    dissect_option_value(known, value, option)
    if seen[option_type] and option_type ~= 0 then
      option:add_proto_expert_info(e.twice)
    end
    seen[option_type] = true
  else
    if length > 0 then option:add(f.option_value, value) end
    option:add_proto_expert_info(e.unknown)
  end
  return at + TLV_HEADER_BYTES + length
end

local function dissect_options(block, tree)
  local options = tree:add(f.options, block)
  options:add(f.magic, block(0, 2))
  options:add(f.version, block(2, 1))
  options:add(f.options_reserved, block(3, 1))
  if block(2, 1):uint() ~= 1 then
    options:add_proto_expert_info(e.version)
    return
  end
  if block(3, 1):uint() ~= 0 then
    options:add_proto_expert_info(e.options_reserved)
  end
  local at, seen = OPTIONS_HEADER_BYTES, {}
  while at and at < block:len() do
    at = dissect_option(block, at, options, seen)
  end
end

local function is_options_block(payload)
  return payload:len() >= OPTIONS_HEADER_BYTES and payload(0, 2):string() == OPTIONS_MAGIC
end

local function dissect_payload(payload, flags, tree)
  if bit.band(flags, FLAG_SYN) == 0 then
    tree:add(f.payload, payload)
  elseif is_options_block(payload) then
    dissect_options(payload, tree)
  else
    tree:add(f.payload, payload)
    tree:add_proto_expert_info(e.opaque)
  end
end

function anon.dissector(buffer, pinfo, root)
  pinfo.cols.protocol = "ANON"
  local tree = root:add(anon, buffer())
  if buffer:len() < HEADER_BYTES then
    pinfo.cols.info = "malformed: " .. buffer:len() .. " bytes"
    tree:add_proto_expert_info(e.short)
    return buffer:len()
  end

  local seq, ack, word = buffer(0, 4):uint(), buffer(4, 4):uint(), buffer(8, 4)
  local flags = bit.band(word:uint(), 7)
  local payload_len = buffer:reported_len() - HEADER_BYTES
  local summary = string.format("%.0f %.0f%s", seq, ack, labels(flags))
  tree:append_text(", " .. summary)
  tree:add(f.seq, buffer(0, 4))
  tree:add(f.ack, buffer(4, 4))
  local reserved = tree:add(f.reserved, word)
  local flags_tree = tree:add(f.flags, word)
  flags_tree:append_text(labels(flags))
  flags_tree:add(f.flag_ack, word)
  flags_tree:add(f.flag_syn, word)
  flags_tree:add(f.flag_fin, word)
  tree:add(f.payload_len, payload_len):set_generated()

  local malformed = false
  if bit.band(word:uint(), 0xfffffff8) ~= 0 then
    reserved:add_proto_expert_info(e.reserved)
    malformed = true
  end
  if not legal_flags[flags] then
    flags_tree:add_proto_expert_info(e.flags)
    malformed = true
  end
  if payload_len > 0 then
    summary = summary .. " Len=" .. payload_len
  end
  pinfo.cols.info = (malformed and "malformed: " or "") .. summary
  if buffer:len() > HEADER_BYTES then
    dissect_payload(buffer(HEADER_BYTES), flags, tree)
  end
  return buffer:len()
end

-- Recognises a packet by its header: 29 bits are zero and three flags make one of five legal
-- combinations. Who is seen first also has to be plausible: a SYN acknowledges nothing.
local function heuristic(buffer, pinfo, tree)
  if buffer:len() < HEADER_BYTES then return false end
  local word = buffer(8, 4):uint()
  if not legal_flags[word] then return false end
  if word == FLAG_SYN and buffer(4, 4):uint() ~= 0 then return false end
  if bit.band(word, FLAG_SYN) ~= 0 and buffer:len() > HEADER_BYTES
      and not is_options_block(buffer(HEADER_BYTES)) then
    return false
  end
  pinfo.conversation = anon
  anon.dissector(buffer, pinfo, tree)
  return true
end

local udp_port = DissectorTable.get("udp.port")
local ports = ""

function anon.prefs_changed()
  if ports ~= anon.prefs.ports then
    if ports ~= "" then udp_port:remove(ports, anon) end
    ports = anon.prefs.ports
    if ports ~= "" then udp_port:add(ports, anon) end
  end
end

anon:register_heuristic("udp", heuristic)
udp_port:add_for_decode_as(anon)

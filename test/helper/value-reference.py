#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A second opinion on src/value: types, layouts and texts as this program
works them out by itself, against what value-tool answers.

  value-reference.py VALUE-TOOL CASES [SEED]

Prints "CASES cases agree (seed N)" and exits with 0, or the first case that
doesn't and 1.
"""
import ipaddress
import random
import struct
import subprocess
import sys

NUMBERS = {
    "u8": "<B", "u16": "<H", "u32": "<I", "u64": "<Q",
    "s8": "<b", "s16": "<h", "s32": "<i", "s64": "<q",
    "be16": ">H", "be32": ">I", "be64": ">Q",
}
WORDS = [*NUMBERS, "f32", "f64", "bool", "char", "hex", "str", "ip4", "ip6",
         "mac", "cidr4", "cidr6"]


class Type:
    """What a type is: its text, size and alignment; a value drawn at random
    has its bytes and its texts."""

    def __init__(self, base, size, align, draw, dims=""):
        self.base, self.dims = base, dims
        self.size, self.align, self.draw = size, align, draw

    @property
    def text(self):
        return self.base + self.dims


def escape(data, backslash, quote):
    out = ""
    for byte in data:
        if byte == 0x22 and quote:
            out += '\\"'
        elif byte == 0x5c:
            out += 2 * backslash
        elif 0x20 <= byte < 0x7f:
            out += chr(byte)
        else:
            out += f"{backslash}x{byte:02x}"
    return out


def string(data):
    """The cell, inner and JSON texts of a string's bytes (ASCII only)."""
    bare = data and all(0x20 < b < 0x7f and b not in b'"\\,{}[]' for b in data)
    inner = escape(data, "\\", not bare)
    return (escape(data, "\\", False), inner if bare else f'"{inner}"',
            '"' + escape(data, "\\\\", True) + '"')


def word(text, quoted=True):
    return text, text, f'"{text}"' if quoted else text


def draw_number(rng, name):
    form = NUMBERS[name]
    bits = 8 * struct.calcsize(form)
    low, high = 0, 2 ** bits - 1
    if name[0] == "s":
        low, high = -2 ** (bits - 1), 2 ** (bits - 1) - 1
    n = rng.choice([low, high, 0, 1, rng.randint(low, high)])
    return struct.pack(form, n), word(str(n), False)


def draw_float(rng, form):
    size = struct.calcsize(form)
    data = rng.choice([rng.randbytes(size),
                       struct.pack(form, rng.randint(-1000, 1000) / 8)])
    n = struct.unpack(form, data)[0]
    if n != n:
        plain = struct.pack(form, float("nan"))
        return data, word("nan" if data == plain else "hex:" + data.hex())
    if n in (float("inf"), float("-inf")):
        return data, word("inf" if n > 0 else "-inf")
    for digits in range(6 if size == 4 else 15, 18):
        text = f"{n:.{digits}g}"
        if struct.pack(form, float(text)) == data:
            break
    return data, word(text, False)


def draw_printable(rng, size):
    alphabet = b'abcXYZ019 _-.:/"\\,{}[]\t\n\x00\x7f'
    return bytes(rng.choice(alphabet) for _ in range(rng.randint(0, size)))


def draw_str(rng, size):
    data = draw_printable(rng, size)
    return data.ljust(size, b"\0"), string(data.rstrip(b"\0"))


def draw_cidr(rng, version):
    width = 32 if version == 4 else 128
    length = rng.randint(0, width)
    data = rng.randbytes(width // 8)
    address = ipaddress.ip_address(data)
    return struct.pack("<I", length) + data, word(f"{ip_text(address)}/{length}")


def ip_text(address):
    """As inet_ntop(3) writes it: the last 32 bits of a mapped or compatible
    address in dots."""
    data = address.packed
    if len(data) == 4:
        return str(address)
    zeros = data[:10] == bytes(10)
    if zeros and data[10:12] == b"\xff\xff":
        return "::ffff:" + str(ipaddress.IPv4Address(data[12:]))
    if zeros and data[10:12] == b"\0\0" and data[12:14] != b"\0\0":
        return "::" + str(ipaddress.IPv4Address(data[12:]))
    return str(address)


def draw_ip(rng, size):
    data = rng.randbytes(size)
    if size == 16:
        hole = rng.randint(0, 14)
        data = data[:hole] + bytes(rng.randint(0, 16 - hole)) + data
        data = data[:16]
    return data, word(ip_text(ipaddress.ip_address(data)))


def draw_bool(rng):
    byte = rng.choice([0, 1, rng.randrange(256)])
    if byte > 1:
        return bytes([byte]), word(f"hex:{byte:02x}")
    return bytes([byte]), word("true" if byte else "false", False)


def scalar(rng):
    name = rng.choice(WORDS)
    if name in NUMBERS:
        size = struct.calcsize(NUMBERS[name])
        return Type(name, size, size, lambda: draw_number(rng, name))
    if name in ("f32", "f64"):
        form = "<f" if name == "f32" else "<d"
        size = struct.calcsize(form)
        return Type(name, size, size, lambda: draw_float(rng, form))
    if name in ("hex", "str"):
        size = rng.randint(1, 20)
        if name == "str":
            return Type(f"str[{size}]", size, 1, lambda: draw_str(rng, size))

        def draw_hex():
            data = rng.randbytes(size)
            return data, word(data.hex())
        return Type(f"hex[{size}]", size, 1, draw_hex)
    if name == "char":
        def draw_char():
            data = (draw_printable(rng, 1) or b"x")[:1]
            return data, string(data)
        return Type("char", 1, 1, draw_char)
    if name == "mac":
        def draw_mac():
            data = rng.randbytes(6)
            return data, word(":".join(f"{b:02x}" for b in data))
        return Type("mac", 6, 1, draw_mac)
    return {
        "bool": Type("bool", 1, 1, lambda: draw_bool(rng)),
        "ip4": Type("ip4", 4, 4, lambda: draw_ip(rng, 4)),
        "ip6": Type("ip6", 16, 4, lambda: draw_ip(rng, 16)),
        "cidr4": Type("cidr4", 8, 4, lambda: draw_cidr(rng, 4)),
        "cidr6": Type("cidr6", 20, 4, lambda: draw_cidr(rng, 6)),
    }[name]


def array(rng, depth):
    element = any_type(rng, depth + 1)
    count = rng.randint(1, 4)

    def draw():
        drawn = [element.draw() for _ in range(count)]
        inner = "[" + ",".join(d[1][1] for d in drawn) + "]"
        json = "[" + ",".join(d[1][2] for d in drawn) + "]"
        return b"".join(d[0] for d in drawn), (inner, inner, json)
    # The outermost number of an array of arrays stands first.
    return Type(element.base, count * element.size, element.align, draw,
                f"[{count}]{element.dims}")


def struct_type(rng, depth):
    packed = rng.random() < 0.3
    members, text, at, align = [], [], 0, 1
    for i in range(rng.randint(1, 5)):
        if rng.random() < 0.15:
            size = rng.randint(1, 4)
            text.append(f"pad[{size}]")
            at += size
        t = any_type(rng, depth + 1)
        if not packed:
            at = -(-at // t.align) * t.align
            align = max(align, t.align)
        members.append((f"m{i}", at, t))
        text.append(f"m{i}:{t.text}")
        at += t.size
    size = -(-at // align) * align

    def draw():
        data, inner, json = bytearray(size), [], []
        for name, offset, t in members:
            part, texts = t.draw()
            data[offset:offset + t.size] = part
            inner.append(f"{name}:{texts[1]}")
            json.append(f'"{name}":{texts[2]}')
        inner = "{" + ",".join(inner) + "}"
        return bytes(data), (inner, inner, "{" + ",".join(json) + "}")
    return Type(("packed" if packed else "") + "{" + ",".join(text) + "}",
                size, align, draw)


def any_type(rng, depth=0):
    r = rng.random()
    if depth < 4 and r < 0.25:
        return struct_type(rng, depth)
    if depth < 4 and r < 0.45:
        return array(rng, depth)
    return scalar(rng)


def main():
    tool, cases = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(2 ** 32)
    rng = random.Random(seed)
    asked, wanted = [], []

    def expect(line, answer):
        asked.append(line)
        wanted.append(answer)

    for _ in range(cases):
        t = any_type(rng)
        data, texts = t.draw()
        expect(f"type\t{t.text}\t0", f"ok {t.size} {t.text}")
        for style, text in zip(("cell", "inner", "json"), texts):
            expect(f"print\t{style}\t{t.text}\t{data.hex()}", f"ok {text}")
        expect(f"parse\t{t.text}\t{texts[0]}", f"ok {data.hex()}")
    done = subprocess.run([tool], input="\n".join(asked) + "\n", text=True,
                          stdout=subprocess.PIPE, check=True)
    answers = done.stdout.split("\n")
    for line, answer, want in zip(asked, answers, wanted):
        if answer != want:
            print(f"seed {seed}: {line}\n  expected {want}\n  got      {answer}")
            return 1
    if len(answers) != len(asked) + 1:
        print(f"seed {seed}: {len(answers) - 1} answers for {len(asked)}")
        return 1
    print(f"{cases} cases agree (seed {seed})")
    return 0


sys.exit(main())

// JSON read in pieces of any size gives the same as read at once; what is no JSON is refused with its place.

import Infrastructure
import Testing

@Suite struct JSONReaderTests {
    private func read(_ text: String, pieces: Int) throws -> JSONValue {
        var rest = Array(text.utf8)[...]
        var reader = JSONReader {
            defer { rest = rest.dropFirst(pieces) }
            return Array(rest.prefix(pieces))
        }
        let value = try reader.value()
        try reader.end()
        return value
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func `pieces of any size give the same`(pieces: Int) throws {
        let text = #" { "a" : [1, -2.5e3, true, false, null, "x\n\"\\\/\u00e9\ud83d\ude00é😀"], "b": {}, "c": [] } "#
        let expected = JSONValue.object(
            JSONObject([
                (
                    "a",
                    .array([
                        .number("1"), .number("-2.5e3"), .bool(true), .bool(false), .null,
                        .string("x\n\"\\/é😀é😀"),
                    ])
                ), ("b", .object(JSONObject())), ("c", .array([])),
            ]))
        #expect(try read(text, pieces: pieces) == expected)
    }

    @Test(arguments: [
        ("", JSONFault.Code.truncated), ("{", .truncated), (#"{"a"#, .truncated), (#"{"a":"#, .truncated),
        ("[1", .truncated),
        (#""\u12"#, .truncated), ("tru", .truncated), ("[1,]", .unexpected), (#"{"a":1,}"#, .unexpected),
        ("[1 2]", .unexpected), ("{1:2}", .unexpected), (#"{"a" 1}"#, .unexpected), ("nul1", .unexpected),
        ("+1", .unexpected), (".5", .unexpected), ("--", .unexpected), (#""\x""#, .unexpected),
        (#""\uzzzz""#, .unexpected),
        ("[1] 2", .unexpected), ("\"a\u{1}\"", .unexpected), (String(repeating: "[", count: 300), .tooDeep),
        (String(repeating: "1", count: 500), .tooLong),
    ])
    func `what is no JSON is refused`(text: String, code: JSONFault.Code) throws {
        for pieces in [1, 1000] {
            let fault = #expect(throws: JSONFault.self) { try read(text, pieces: pieces) }
            #expect(fault?.code == code, "\(text.prefix(20))")
        }
    }

    @Test func `half a pair of surrogates becomes the replacement character`() throws {
        #expect(try read(#""\ud83dx""#, pieces: 1) == .string("\u{FFFD}x"))
        #expect(try read(#""\ud83d\n""#, pieces: 9) == .string("\u{FFFD}\n"))
        #expect(try read(#""\ud83d\u0041""#, pieces: 9) == .string("\u{FFFD}"))
        #expect(try read(#""\ude00""#, pieces: 9) == .string("\u{FFFD}"))
    }

    @Test func `what is skipped is passed over, and the last of repeated names counts`() throws {
        var reader = JSONReader(#"{"a":{"x":["]}",{}]},"b":"\"","c":1}"#.utf8)
        #expect(try reader.enterObject())
        var seen: [String] = []
        while let key = try reader.nextKey() {
            seen.append(key)
            try reader.skip()
        }
        try reader.end()
        #expect(seen == ["a", "b", "c"])
        #expect(try read(#"{"a":1,"b":2,"a":3}"#, pieces: 99)["a"] == .number("3"))
    }

    @Test func `equal values are written equally`() throws {
        let one = try read(#"{"b":[1,{"y":null,"x":"\u0001é\n"}],"a":true}"#, pieces: 99)
        let other = try read(#"{ "a": true, "b": [1, {"x":"\u0001é\n", "y":null}] }"#, pieces: 3)
        #expect(one == other)
        #expect(one.canonicalText == #"{"a":true,"b":[1,{"x":"\u0001é\n","y":null}]}"#)
        #expect(one.canonicalText == other.canonicalText)
    }
}

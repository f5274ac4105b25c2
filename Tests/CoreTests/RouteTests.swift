// Which requests belong to a route.

import Core
import Testing

struct RouteTests {
    @Test(arguments: [
        ("GET /donate", "GET", "/donate", true), ("GET /donate", "POST", "/donate", false),
        ("GET /donate", "get", "/donate", false), ("GET /donate", "GET", "/donate/", false),
        ("GET /donate", "GET", "/donated", false), ("GET /donate", "GET", "donate", false),
        ("GET /", "GET", "/", true), ("GET /", "GET", "", false), ("GET /", "GET", "/x", false),
        ("GET /a/{id}", "GET", "/a/7", true), ("GET /a/{id}", "GET", "/a/", false), ("GET /a/{id}", "GET", "/a", false),
        ("GET /a/{id}", "GET", "/a/7/b", false), ("GET /a/{id}/b", "GET", "/a/7/b", true),
        ("GET /s/*", "GET", "/s/a", true), ("GET /s/*", "GET", "/s/a/b/c", true), ("GET /s/*", "GET", "/s", false),
        ("GET /s/*", "GET", "/t/a", false), ("GET /*", "GET", "/", true), ("GET /*", "GET", "/a/b", true),
        ("GET /{x}/*", "GET", "/a/b/c", true), ("GET /{x}/*", "GET", "//b", false),
    ])
    func `a request belongs to a route or not`(route: String, method: String, path: String, expected: Bool) throws {
        #expect(try #require(RouteSpec(text: route)).matches(method: method, path: path) == expected)
    }

    @Test(arguments: ["GET /donate", "POST /a/{id}/b", "GET /s/*", "GET /", "GET //x"])
    func `a route is written as it was read`(text: String) throws {
        let route = try #require(RouteSpec(text: text))
        #expect(route.description == text)
        #expect(try CanonicalJSON.decode(RouteSpec.self, from: CanonicalJSON.text(route)) == route)
    }

    @Test(arguments: [
        "", "GET", "/donate", "get /donate", "GET donate", "GET  /donate", "GET /a?b=1", "GET /a#b", "GET /*/a", " /a",
    ])
    func `what is no route is not read`(text: String) {
        #expect(RouteSpec(text: text) == nil)
    }
}

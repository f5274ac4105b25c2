// The built binary with a real HAProxy, real processes and real traffic, one test after the other.

import Testing

/// What needs the built binary, but for promotions. Serialized: each test drives a whole flow on a machine of few
/// processors.
@Suite(.serialized) struct EndToEnd {}

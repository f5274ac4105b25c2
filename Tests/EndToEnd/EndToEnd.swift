// The built binary with a real HAProxy, real processes and real traffic, one test after the other.

import Testing

/// Everything that needs the built binary. Serialized: each test drives a whole flow on a machine of few processors.
@Suite(.serialized) struct EndToEnd {}

// One advice on a size, with everything that is needed to decide on it.

package import Core

/// An advice to change a size. Nothing is changed by it: it becomes a plan under review, or it does not.
package struct SizeAdvice: Codable, Hashable, Sendable {
    /// The resource, `ECS service shop`.
    package var resource: String
    /// Its size now.
    package var from: String
    /// The size advised.
    package var to: String
    /// The numbers behind it.
    package var why: String
    /// What it saves a month by list prices, negative if it costs more; nil if a price is missing.
    package var saving: Money?
    /// What may go wrong.
    package var risk: String
    /// How to try it.
    package var how: String
}

/// What advice on sizes keeps to.
package struct SizePolicy: Hashable, Sendable {
    /// Most CPU at the dearest hour after a change, in percent.
    package var mostCPU = 60.0
    /// Most memory at any time after a change, in percent.
    package var mostMemory = 80.0
    /// Least tasks of a service: one in each of two zones.
    package var leastTasks = 2
    /// Days of measurement that every advice needs.
    package var days = 7.0
    /// Days that a smaller database needs.
    package var databaseDays = 14.0
    /// A database's CPU must never have been above this, in percent, to be made smaller.
    package var databaseIdle = 30.0
    /// A database is made larger if its CPU is above this in one hour of twenty, in percent.
    package var databaseBusy = 70.0

    /// The usual policy.
    package init() {}
}

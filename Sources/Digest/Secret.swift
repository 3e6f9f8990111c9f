/// A value that must not be seen: it prints as `***`, also inside other values, and only `reveal()` gives it out.
public struct Secret: Sendable, Equatable {
  private let value: String

  /// Wraps a value that must not be seen.
  public init(_ value: String) {
    self.value = value
  }

  /// The value itself, for the one place that signs or sends it.
  public func reveal() -> String {
    value
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "***" }
  public var debugDescription: String { "***" }
  /// Keeps `dump` and string interpolation of an enclosing value from looking inside.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

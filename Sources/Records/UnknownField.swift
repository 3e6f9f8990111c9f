/// A field that is no part of a report, or that AWS does not describe in an event.
struct UnknownField {
  var name: ByteSlice
  /// JSON text; in a report the text alone where it is a string.
  var value: ByteSlice
}

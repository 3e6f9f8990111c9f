extension String {
  /// The text; nil for an empty one, which in variables, files and answers is as good as none.
  package var unlessEmpty: String? { isEmpty ? nil : self }
}

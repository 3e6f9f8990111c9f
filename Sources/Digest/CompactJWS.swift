/// A JSON Web Signature in its compact form (RFC 7515, section 7.1).
public enum CompactJWS {
  /// Signs claims.
  ///
  /// - Parameters:
  ///   - claims: JSON.
  ///   - head: JSON that names the algorithm.
  ///   - sign: Gives the signature of a message.
  /// - Returns: The token, which lets in whoever has it.
  /// - Throws: What `sign` does.
  public static func text<Failure>(
    of claims: some Sequence<UInt8>, head: some Sequence<UInt8>,
    signedBy sign: (_ message: [UInt8]) throws(Failure) -> [UInt8]
  ) throws(Failure) -> Secret {
    let signed = "\(Base64.encodeURL(Array(head))).\(Base64.encodeURL(Array(claims)))"
    return Secret("\(signed).\(Base64.encodeURL(try sign(Array(signed.utf8))))")
  }
}

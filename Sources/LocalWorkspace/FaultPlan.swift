/// Which requests meet which faults: at given numbers, or at a rate by dice of their own.
public struct FaultPlan: Sendable {
  /// A fault at given requests, as `--fault` writes it.
  struct Rule: Sendable {
    let requests: [ClosedRange<Int>]
    let fault: ActiveFaults.Named
  }

  /// Faults at a rate, as `--fault-rate` writes it.
  struct Dice: Sendable {
    let rate: Double
    let seed: UInt64
    let faults: [ActiveFaults.Named]
  }

  private var rules: [Rule] = []
  private var dice: [Dice] = []

  /// A plan without faults.
  public init() {}

  /// A plan from specifications.
  ///
  /// - Parameters:
  ///   - faults: Each as `requests=1-5,9: 503`.
  ///   - rates: Each as `rate=0.3 seed=7: 429,reset`.
  ///   - bodyLimit: The bytes of a body past which every connection is reset, or nil.
  /// - Throws: `FaultSyntaxError` for the first that cannot be read.
  public init(faults: [String], rates: [String] = [], bodyLimit: Int? = nil) throws(FaultSyntaxError) {
    for text in faults { rules.append(try FaultSyntax.rule(text)) }
    for text in rates { dice.append(try FaultSyntax.dice(text)) }
    if let bodyLimit { rules.append(try FaultSyntax.rule("requests=all: body-limit-reset=\(bodyLimit)")) }
  }

  /// The faults of the request with this number; the same number always meets the same.
  func faults(at number: Int) -> ActiveFaults {
    var active = ActiveFaults()
    for rule in rules where rule.requests.contains(where: { $0.contains(number) }) { active.add(rule.fault) }
    for dice in dice {
      var random = SplitMix64(state: dice.seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
      // Two draws, so that which fault it is does not depend on how narrowly the rate was met.
      let met = Double(random.next() >> 11) / Double(1 << 53) < dice.rate
      let choice = Int(random.next() % UInt64(dice.faults.count))
      if met { active.add(dice.faults[choice]) }
    }
    return active
  }
}

/// The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators": every seed is good.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

import Threads

extension Duration {
  /// As settings write it: `90s`, `10m`.
  var shortForm: String {
    let whole = nanoseconds / 1_000_000_000
    if whole == 0 || nanoseconds % 1_000_000_000 != 0 { return "\(nanoseconds / 1_000_000)ms" }
    if whole % 86_400 == 0 { return "\(whole / 86_400)d" }
    if whole % 3600 == 0 { return "\(whole / 3600)h" }
    return whole % 60 == 0 ? "\(whole / 60)m" : "\(whole)s"
  }
}

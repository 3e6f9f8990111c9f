import ArgumentParser

/// What every command that sends can be told about its run.
struct RunFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Wait this long for another run over the same state folder (default: leave at once with 69)", valueName: "time"),
    transform: WaitArgument.read)
  var wait: Duration?

  @Option(
    help: ArgumentHelp("Form of the report on standard output (default: text)", valueName: "text|json|none"))
  var summary: ShipPlan.Summary?

  @Flag(name: .shortAndLong, help: "Print nothing unless the exit status is not 0")
  var quiet = false

  @Flag(help: "Exit with 0 also where records were rejected")
  var allowRejects = false

  @Flag(inversion: .prefixedNo, help: "Show how far the run is, where standard error is a terminal")
  var progress = true
}

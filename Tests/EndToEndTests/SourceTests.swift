import Foundation
import Support
import Testing

@Suite("Sources")
struct SourceTests {
  @Test("a file, named with the command or without it")
  func file() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.ndjson", text: reports(3))
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.run(file, "--reship").status == 0)
    #expect(try scene.stored("UserName_s") == ["user1", "user2", "user3", "user1", "user2", "user3"])
    #expect(Set(try scene.stored("RecordSource_s")) == [file])
  }

  @Test("a folder is read with its folders, hidden and other files left out and counted")
  func folder() throws {
    let scene = try Scene()
    for (name, user) in [
      ("in/a.json", "a"), ("in/sub/b.jsonl", "b"), ("in/c.CSV", "c"), ("in/.hidden.json", "x"), ("in/.git/d.json", "x"),
      ("in/e.txt", "x"), ("in/f.json~", "x"),
    ] {
      let text = name.hasSuffix("CSV") ? "loggedDate,user\n2026-11-24,\(user)\n" : report(user)
      _ = try scene.folder.write(name, text: text)
    }
    let run = try scene.ship("\(scene.folder.path)/in")
    #expect(run.status == 0)
    #expect(try scene.stored("UserName_s").sorted() == ["a", "b", "c"])
    #expect(try run.report["skipped"] == .object(["hiddenOrTemporary": 3, "otherFiles": 1]))
  }

  @Test("globs choose the files of a folder")
  func globs() throws {
    let scene = try Scene()
    for name in ["a.log", "b.log", "c.json"] { _ = try scene.folder.write("in/\(name)", text: report(name)) }
    let run = try scene.ship("\(scene.folder.path)/in", "--source-include", "*.log", "--source-exclude", "b.*")
    #expect(run.status == 0)
    #expect(try scene.stored("UserName_s") == ["a.log"])
  }

  @Test("standard input, named or not")
  func standardInput() throws {
    let scene = try Scene()
    #expect(try scene.ship("-", stdin: Data(report("a").utf8)).status == 0)
    #expect(try scene.run("--summary", "none", stdin: Data(report("b").utf8)).status == 0)
    #expect(try scene.stored("UserName_s") == ["a", "b"])
    #expect(try scene.stored("RecordSource_s") == ["stdin", "stdin"])
  }

  @Test("a FIFO and /dev/fd/N are read as the streams they are")
  func streams() throws {
    let scene = try Scene()
    let fifo = "\(scene.folder.path)/fifo"
    let input = try scene.folder.write("in.json", text: report("a"))
    let script = """
      mkfifo "$1" && (cat "$2" > "$1" &) && "$3" ship --summary none "$1" && "$3" ship --summary none /dev/fd/7 7< <(cat "$2")
      """
    let result = try BuiltBinary.runTool(
      "bash", ["-c", script, "bash", fifo, input, BuiltBinary.path()], environment: scene.environment)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try scene.stored("UserName_s") == ["a", "a"])
  }

  @Test("nothing to read at all is bad usage")
  func nothing() throws {
    let scene = try Scene()
    let run = try scene.ship()
    #expect(run.status == 64)
    #expect(run.errors.contains("nothing to read"))
  }

  @Test("a source that is not there ends in 66, and the others are shipped")
  func missing() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: report())
    let run = try scene.ship("\(scene.folder.path)/none.json", file)
    #expect(run.status == 66)
    #expect(run.errors.contains("cannot read \(scene.folder.path)/none.json: No such file or directory"))
    #expect(try scene.stored("UserName_s") == ["ann"])
  }

  @Test("a folder in which nothing matches is told")
  func noMatch() throws {
    let scene = try Scene()
    _ = try scene.folder.write("in/readme.txt", text: "x")
    let run = try scene.ship("\(scene.folder.path)/in")
    #expect(run.status == 0)
    #expect(run.errors.contains("nothing to ship in \(scene.folder.path)/in (passed over: 1 otherFiles)"))
  }

  @Test("a file without a record is a warning", arguments: ["loggedDate,user\n", "\n \n", "[]"])
  func noRecord(_ text: String) throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: text)
    let run = try scene.ship(file)
    #expect(run.status == 0)
    #expect(run.errors.contains("\(file) holds no record"))
  }

  @Test("an empty file is a warning")
  func empty() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: "")
    let run = try scene.ship(file)
    #expect(run.status == 0)
    #expect(run.errors.contains("\(file) is empty"))
  }

  @Test("a folder that cannot be listed ends in 66, and the rest is shipped")
  func forbidden() throws {
    let scene = try Scene()
    _ = try scene.folder.write("in/a.json", text: report("a"))
    let closed = "\(scene.folder.path)/in/closed"
    try FileManager.default.createDirectory(atPath: closed, withIntermediateDirectories: true)
    // Root reads everything; a user of its own does not.
    let script = """
      chmod 755 "$1" "$1/in"; chmod 000 "$2"; chmod -R a+rX "$1/in/a.json"; mkdir -m 777 "$1/state"
      run() { if [ "$(id -u)" = 0 ]; then setpriv --reuid 65534 --regid 65534 --clear-groups -- "$@"; else "$@"; fi; }
      HOME=/nonexistent; cp "$3" "$1/logship"; chmod 755 "$1/logship"; run "$1/logship" ship --summary none "$1/in"; code=$?; chmod 755 "$2"; exit $code
      """
    let result = try BuiltBinary.runTool(
      "bash", ["-c", script, "bash", scene.folder.path, closed, BuiltBinary.path()],
      environment: scene.environment)
    #expect(result.status == 66, "\(result.stderr)")
    #expect(result.stderr.contains("cannot list the folder \(closed): Permission denied"))
    #expect(try scene.stored("UserName_s") == ["a"])
  }

  @Test("a pipe that stays open is shipped when its first record is batch.maxAge old")
  func openPipe() throws {
    let scene = try Scene()
    let script = """
      (printf '%s\\n' "$2"; sleep 30) | "$1" ship - --batch-max-age 200ms --summary none &
      for i in $(seq 100); do grep -q . "$3" && [ "$(python3 -c 'import sqlite3,sys
      print(sqlite3.connect(sys.argv[1]).execute("select count(*) from records").fetchone()[0])' "$3")" = 1 ] && break
      sleep 0.1; done
      kill %1; exit 0
      """
    let result = try BuiltBinary.runTool(
      "bash", ["-mc", script, "bash", BuiltBinary.path(), report("early"), scene.workspace.database],
      environment: scene.environment)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try scene.stored("UserName_s") == ["early"])
  }
}

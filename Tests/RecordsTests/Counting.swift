@testable import Records

/// The counts behind a whole input that is mapped record by record.
func counted(_ bytes: [UInt8], options mapping: MappingOptions = options()) throws -> MappingCounts {
  let reader = RecordReader(events: mapping.events)
  var mapper = RecordMapper(mapping)
  mapper.now = noon
  mapper.begin(source: "test")
  var writer = ByteWriter(capacity: 64)
  var rest = bytes[...]
  while true {
    switch reader.next() {
    case .record:
      writer.truncate(to: 0)
      _ = mapper.map(reader, into: &writer)
    case .needsInput where rest.isEmpty: reader.sourceEnded()
    case .needsInput:
      let room = reader.room()
      let taken = min(room.count, rest.count)
      room.copyBytes(from: rest.prefix(taken))
      reader.added(taken)
      rest = rest.dropFirst(taken)
    case .rejected, .skipped, .repeatedHeader: continue
    case .ended: return mapper.counts
    }
  }
}

func counted(_ text: String, options mapping: MappingOptions = options()) throws -> MappingCounts {
  try counted(Array(text.utf8), options: mapping)
}

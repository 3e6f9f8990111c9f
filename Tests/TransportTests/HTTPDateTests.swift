import Foundation
import Testing
import Transport

/// Python: `email.utils.format_datetime(datetime(1970, 1, 1, tzinfo=utc) + timedelta(seconds=t), usegmt=True)`.
private let dates: [(Int64, String)] = [
  (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
  (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
  (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
  (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT"),
  (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
  (1_795_694_400, "Thu, 26 Nov 2026 12:00:00 GMT"),
  (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
  (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
  (-2_208_988_800, "Mon, 01 Jan 1900 00:00:00 GMT"),
  (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
  (946_684_799, "Fri, 31 Dec 1999 23:59:59 GMT"),
  (2_147_483_648, "Tue, 19 Jan 2038 03:14:08 GMT"),
]

@Suite("HTTP dates")
struct HTTPDateTests {
  @Test("are written as Python writes them", arguments: dates)
  func formats(moment: Int64, text: String) {
    #expect(HTTPDate.format(moment) == text)
  }

  @Test("are read back", arguments: dates)
  func parses(moment: Int64, text: String) {
    #expect(HTTPDate.parse(text) == moment)
  }

  @Test("stay within four digits of year", arguments: [Int64.min, .max])
  func clamps(moment: Int64) {
    #expect(["Sat, 01 Jan 0000 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"].contains(HTTPDate.format(moment)))
  }

  // The three examples of RFC 9110, section 5.6.7, name one moment.
  @Test(
    "are read in each of the forms of RFC 9110",
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
      ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Wed Nov 16 08:49:37 1994", 784_975_777),
      ("Friday, 31-Dec-99 23:59:59 GMT", 946_684_799), ("Tuesday, 19-Jan-38 03:14:08 GMT", 2_147_483_648),
      ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
    ] as [(String, Int64)])
  func parsesForms(text: String, moment: Int64) {
    #expect(HTTPDate.parse(text) == moment)
  }

  @Test(
    "are refused where they are none",
    arguments: [
      "", "now", "120", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 6 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 31 Feb 2021 00:00:00 GMT", "Mon, 29 Feb 2100 00:00:00 GMT",
      "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
      "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
      "Son, 06 Nov 1994 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ",
      "1994-11-06T08:49:37Z",
    ])
  func refuses(text: String) {
    #expect(HTTPDate.parse(text) == nil)
  }

  @Test("do not depend on the zone and language of the machine")
  func ignoresZone() async {
    await #expect(processExitsWith: .success) {
      setenv("TZ", "Pacific/Kiritimati", 1)
      setenv("LC_ALL", "de_DE.UTF-8", 1)
      tzset()
      setlocale(LC_ALL, "")
      guard HTTPDate.format(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT" else { exit(1) }
    }
  }
}

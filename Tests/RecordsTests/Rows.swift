/// The nine columns that the 2019 exporter wrote.
let exporterHeader = "loggedDate,user,account_number,AccessKeyId,CreateDate,LastUsedDate,Region,Status,ServiceName"

/// A row of the exporter for a user.
func exporterRow(_ user: String) -> String {
  "2019-06-25,\(user),123456789012,AKIA...ANN1,06-25-2019 21:52:43,06-25-2019 22:01:00,eu-west-1,Active,s3"
}

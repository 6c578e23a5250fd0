/** What an operator can do something about; its message is all that is printed. */
export class BackupFailure extends Error {
  override readonly name = 'BackupFailure'
}

import type { SubmitFunction } from '$app/forms'

/** A form that is sent without leaving the page, keeps what was entered, and knows whether it is under way. */
export class Submission {
  isUnderWay = $state(false)

  /** For `use:enhance`. */
  readonly submit: SubmitFunction = () => {
    this.isUnderWay = true
    return async ({ update }) => {
      await update({ reset: false })
      this.isUnderWay = false
    }
  }
}

/** Whether the payment window says with this code that the buyer closed it. */
export const isWindowLeft = (code: unknown): boolean =>
  code === 'USER_CANCEL' || code === 'PAY_PROCESS_CANCELED'

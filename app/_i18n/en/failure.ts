/** Words of a page that failed. The last resort has no other words (app/global-error.tsx). */
export const failure = {
  title: 'Something went wrong',
  text: 'The server hit an unexpected error. Its log has the details.',
  reference: 'Reference: {digest}',
  tryAgain: 'Try again',
} as const

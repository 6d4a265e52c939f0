/** How long a password must be at least, in characters: said before the server says it. lib/auth/password.ts decides. */
export const PASSWORD_CHARS_MIN = 10

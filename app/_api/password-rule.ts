/** Minimum length of a password, in characters, for a hint in forms. lib/server/auth/password.ts decides. */
export const PASSWORD_CHARS_MIN = 10

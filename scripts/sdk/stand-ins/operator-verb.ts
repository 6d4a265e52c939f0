/** Takes the place of the verbs that open the server's database: the packed command line has no database. */

export function run(): never {
  throw Object.assign(
    new Error(
      "This verb works on the server's own database. Run it in the server's checkout: npm run -s agent-logger -- …",
    ),
    { name: 'AppError', code: 'usage' },
  )
}

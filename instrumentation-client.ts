/** What runs in every page before anything else of it. */
import { installScriptPolicy } from '#app/_security/script-policy.ts'

// In development, hot reload runs code from strings, and the server does not ask for a policy.
if (process.env.NODE_ENV === 'production') installScriptPolicy(window)

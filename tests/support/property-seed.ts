/**
 * Property tests look at the same cases at every commit, so that a failure is about the commit. `npm run test:long` draws new ones
 * each time, and prints the seed of what it finds: it belongs in a test of its own.
 */
import fc from 'fast-check'

if (!process.env.LONG) fc.configureGlobal({ seed: 20_261_130 })

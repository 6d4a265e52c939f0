/**
 * Starts the files that take longest before all others, so that none of them runs alone at the end while other workers have
 * nothing left to do. Vitest knows how long files took only where it ran before; a fresh clone has no such memory.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** From the longest to the shortest, each over 15 s on two cores. A new file of that kind may be added; none has to be. */
const LONGEST = [
  'privacy/canary-cluster',
  'boot/hostile-requests',
  'cli/restart',
  'boot/start',
  'boot/cluster',
  'cli/operator-verbs',
  'privacy/canary',
].map((name) => `tests/integration/${name}.test.ts`)

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(name))
      return found === -1 ? LONGEST.length : found
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}

/** Where Prisma's command line finds the schema of the chosen database. The server itself never runs that command. */
import { defineConfig } from 'prisma/config'

// `generate` needs no engine, yet the CLI insists on one and would download it: any executable will do.
if (process.argv.includes('generate')) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

const url = process.env.DATABASE_URL ?? 'file:./data/agent-logger.db'
const provider = process.env.DB_PROVIDER ?? (/^postgres(ql)?:/.test(url) ? 'postgresql' : 'sqlite')

export default defineConfig({
  schema: `prisma/${provider}`,
  migrations: { path: `prisma/${provider}/migrations` },
  datasource: { url },
})

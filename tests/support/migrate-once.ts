/** A process that migrates one database and prints what it applied, so that tests can run several at once. */
import { migrate } from '#lib/server/db/migrate.ts'

const [databaseUrl = ''] = process.argv.slice(2)
process.stdout.write(JSON.stringify(await migrate({ databaseUrl })))

/** Starts the built server and collects its output, for starts that fail; start-server.ts is for those that succeed. */
import { spawn } from 'node:child_process'
import path from 'node:path'

const root = path.join(import.meta.dirname, '../../..')

export interface Launch {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs until the server exits on its own. */
export function launch(
  env: Record<string, string>,
  args = ['--enable-source-maps', 'dist/server.mjs'],
): Promise<Launch> {
  return new Promise((resolve) => {
    const server = spawn(process.execPath, args, {
      cwd: root,
      env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', ...env },
    })
    let stdout = ''
    let stderr = ''
    server.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    server.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    server.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}

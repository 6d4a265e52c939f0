/** A TCP balancer in front of several nodes: each connection goes to the first node in the list that accepts it. */
import net, { type AddressInfo, type Socket } from 'node:net'

export interface Balancer {
  url: string
  /** Ports, in the order in which they are tried. Open connections stay where they are. */
  targets: number[]
  close(): Promise<void>
}

export async function startBalancer(targets: number[]): Promise<Balancer> {
  const open = new Set<Socket>()
  const server = net.createServer((client) => {
    open.add(client)
    client.on('error', () => client.destroy()).on('close', () => open.delete(client))
    const tryNext = ([port, ...others]: number[]) => {
      if (port === undefined) return void client.destroy()
      const node = net.connect(port, '127.0.0.1')
      node.once('error', () => tryNext(others))
      node.once('connect', () => {
        node.removeAllListeners('error').on('error', () => client.destroy())
        client.pipe(node).pipe(client)
        client.once('close', () => node.destroy())
        node.once('close', () => client.destroy())
      })
    }
    tryNext(balancer.targets)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const balancer: Balancer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return balancer
}

/**
 * When a click is enough to get a waiting device, and when it takes its code, which shows that the person has the device
 * before them [PA3][PA9]. Decides by addresses alone. Pure.
 */
import type { WaitingDevice } from './pairing-queue.ts'
import { isLoopback, isOneMachine } from './same-network.ts'

type Address = Pick<WaitingDevice, 'address'>

/** Device and person are both on the server's own machine. `person`: null where it is not known. */
export function mayClaimByClick({ address }: Address, person: string | null): boolean {
  return person !== null && isLoopback(person) && isLoopback(address)
}

/**
 * For the person who claimed last what ran at this host, address and program: only where the address is one machine's. Where
 * strangers may share it, any of them could claim an app of their own and then wait for those of others.
 */
export function mayContinueByClick({ address }: Address): boolean {
  return isOneMachine(address)
}

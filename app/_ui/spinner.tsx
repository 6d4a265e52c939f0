/** A small spinner for the inside of buttons. Pages use skeletons instead. */
import { LoaderCircle } from './icons.ts'

export function Spinner() {
  return <LoaderCircle aria-hidden className="size-4 animate-spin" />
}

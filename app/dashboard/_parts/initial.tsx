/** The first letter of a name, as an avatar. */
export function Initial({ name }: { name: string }) {
  const [letter = '?'] = name.trim()
  return (
    <span
      aria-hidden
      className="grid size-6 shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent text-xs uppercase"
    >
      {letter}
    </span>
  )
}

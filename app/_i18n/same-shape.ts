/** The shape of a dictionary without its words: a translation typed with it misses no key and invents none. */
export type SameShape<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameShape<T[K]> }

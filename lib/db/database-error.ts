/** A reason why the database cannot be used, said in a sentence for the person who started the program. */
export class DatabaseError extends Error {}

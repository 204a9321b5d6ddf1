// The network. One courier carries one letter and takes as long as the scheduler likes, so letters are late and overtake each other.
// It may lose its letter, or bring it twice.

type tLetter = (addressee: machine, kind: event, content: any);

machine Courier {
    start state Carrying {
        entry (letter: tLetter) {
            var luck: int;
            luck = choose(10);
            if (luck != 0)
                send letter.addressee, letter.kind, letter.content;
            if (luck == 1)
                send letter.addressee, letter.kind, letter.content;
            raise halt;
        }
    }
}

fun Post(addressee: machine, kind: event, content: any) {
    new Courier((addressee = addressee, kind = kind, content = content));
}

// The network. One courier carries one letter and takes as long as the scheduler likes, so letters are late and overtake each other.
// It may lose its letter, bring it twice, or tarry on the way.

type tLetter = (addressee: machine, kind: event, content: any);

event eOnward;

fun TarryTurnsMax(): int { return 100; }

machine Courier {
    var letter: tLetter;
    var turns: int;

    start state Carrying {
        entry (taken: tLetter) {
            letter = taken;
            if (choose(10) == 0) {
                turns = choose(TarryTurnsMax());
                send this, eOnward;
            } else {
                Arrive();
            }
        }

        on eOnward do {
            turns = turns - 1;
            if (turns <= 0)
                Arrive();
            else
                send this, eOnward;
        }
    }

    fun Arrive() {
        var luck: int;
        luck = choose(10);
        if (luck != 0)
            send letter.addressee, letter.kind, letter.content;
        if (luck == 1)
            send letter.addressee, letter.kind, letter.content;
        raise halt;
    }
}

fun Post(addressee: machine, kind: event, content: any) {
    new Courier((addressee = addressee, kind = kind, content = content));
}

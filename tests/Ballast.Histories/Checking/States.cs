namespace Ballast.Histories.Checking;

/// <summary>States by small numbers, equal ones by the same.</summary>
internal sealed class States<TState>
    where TState : notnull
{
    private readonly Dictionary<TState, int> _numbers = [];
    private readonly List<TState> _states = [];

    public TState this[int number] => _states[number];

    public int NumberOf(TState state)
    {
        if (!_numbers.TryGetValue(state, out var number))
        {
            _numbers[state] = number = _states.Count;
            _states.Add(state);
        }
        return number;
    }
}
